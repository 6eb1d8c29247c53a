import type { JsonObject } from '../api/types';
import type { Draft } from './draft';

const keyOf = (key: string) => `muster form ${key}`;

/** Kept for this tab alone, and gone with it. */
export function keepDraft(key: string, values: JsonObject): void {
  try {
    sessionStorage.setItem(keyOf(key), JSON.stringify(values));
  } catch {
    // The form works without.
  }
}

/** What was written is done with. */
export function forgetDraft({ key = '' }: Draft): void {
  try {
    sessionStorage.removeItem(keyOf(key));
  } catch {
    // There was none.
  }
}

/** What was left in this tab; nothing where nothing was, or it cannot be read. */
export function keptDraft(key: string | undefined): JsonObject {
  if (key === undefined) return {};
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(key)) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as JsonObject) : {};
  } catch {
    return {};
  }
}
