import { keepsDigits } from '../values/numbers.js';

/** What a bare word or number stands for where a number, true or false is asked for. */
export interface Meaning {
  value: number | boolean;
  /** Whether it has the digits that were written. */
  exact: boolean;
}

export interface Scalar {
  value: null | boolean | number | string;
  /**
   * Of what would be printed otherwise than it is written (`1.10`, `0xFF`, `True`): the value is the
   * text as written then, so that nobody loses digits who does not ask for a number.
   */
  means?: Meaning;
}

/**
 * A scalar of YAML as a value of JSON; undefined where JSON has none (`.inf`). The one place where
 * text of a file becomes a number, true or false.
 */
export function scalarOf(value: unknown, written: string | undefined): Scalar | undefined {
  if (value === null || typeof value === 'string') return { value };
  // A date of YAML 1.1: JSON has none, and it is a text in YAML 1.2.
  if (value instanceof Date) return { value: written ?? value.toISOString() };
  if (typeof value !== 'boolean' && !Number.isFinite(value)) return undefined;
  const plain = value as boolean | number;
  if (written === undefined || String(plain) === written) return { value: plain };
  const exact = typeof plain === 'boolean' || keepsDigits(written, plain);
  return { value: written, means: { value: plain, exact } };
}
