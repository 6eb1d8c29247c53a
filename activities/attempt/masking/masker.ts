import type { Json, JsonObject } from '../../../contract/plan.js';
import { BrokenForms, base64Forms } from './base64.js';
import { withoutColours } from './colours.js';
import { findHalves } from './cut.js';
import { Literals } from './literals.js';
import { type Pattern, patternsOf } from './pattern.js';
import { plainsOf } from './plains.js';

/** A secret as a worker knows it. */
export interface Secret {
  name: string;
  value: string;
}

/** Replaces the values of secrets in everything that leaves a step. */
export interface Masker {
  /** One line of output, or a message. */
  text(text: string): string;
  /** Every string of a value, names of fields included. */
  json<T extends Json | JsonObject>(value: T): T;
  /** The name of a secret that the text holds, if it holds one. */
  secretIn(text: string): string | undefined;
}

/** Where there is nothing to hide: what is said does not come from a step. */
export const hidesNothing: Masker = {
  text: (text) => text,
  json: (value) => value,
  secretIn: () => undefined,
};

interface Found {
  from: number;
  to: number;
  name: string;
}

/**
 * Values are found as everyday tools print them (`encodings.ts`, `runs.ts`), and in base64
 * (`base64.ts`). What a program turns into a form of its own is not seen: docs/security.md lists it.
 */
export function createMasker(secrets: readonly Secret[]): Masker {
  const findIn = finderOf(secrets);
  if (findIn === undefined) return hidesNothing;
  const find = (given: string) => [...findIn(given), ...findBetweenColours(given, findIn)];
  const text = (given: string) => blackOut(given, find(given));
  return {
    text,
    json: (value) => mapStrings(value, text) as typeof value,
    secretIn: (given) => find(given)[0]?.name,
  };
}

/** Looks for letters and digits of each secret in one pass, and closer where they stand. */
function finderOf(secrets: readonly Secret[]): ((text: string) => Found[]) | undefined {
  type Named = Pattern & { name: string };
  const literals = new Literals<{ pattern: Named } | { name: string }>();
  const everywhere: Named[] = [];
  const broken = new BrokenForms();
  const beginnings: { form: string; name: string }[] = [];
  for (const { name, value } of secrets) {
    for (const plain of plainsOf(value)) {
      for (const made of patternsOf(plain)) {
        const pattern = { ...made, name };
        if (pattern.anchor.length >= 4) literals.add(pattern.anchor, { pattern });
        else everywhere.push(pattern);
      }
      const encoded = base64Forms(plain);
      for (const form of encoded) {
        literals.add(form, { name });
        broken.add(form, name);
      }
      const url = encodeURIComponent(Buffer.from(plain).toString());
      const forms = new Set([plain, JSON.stringify(plain).slice(1, -1), url, ...encoded]);
      for (const form of forms) beginnings.push({ form, name });
    }
  }
  if (beginnings.length === 0) return undefined;

  return (text) => {
    const all: Found[] = [];
    const close = new Set<Named>();
    literals.find(text, (of, from, to) => {
      if ('pattern' in of) close.add(of.pattern);
      else all.push({ from, to, name: of.name });
    });
    for (const { expression, name } of [...everywhere, ...close]) {
      for (const { from, to } of matchesOf(expression, text)) all.push({ from, to, name });
    }
    broken.find(text, (from, to, name) => all.push({ from, to, name }));
    findHalves(text, beginnings, (from, to, name) => all.push({ from, to, name }));
    return all;
  };
}

/** Those that overlap too: of a secret that repeats itself, no end may be left. */
function* matchesOf(expression: RegExp, text: string): Generator<{ from: number; to: number }> {
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    yield { from: match.index, to: match.index + match[0].length };
    expression.lastIndex = match.index + 1;
  }
}

/** A colour in a secret is hidden with it. */
function findBetweenColours(given: string, findIn: (text: string) => Found[]): Found[] {
  const plain = withoutColours(given);
  if (plain === undefined) return [];
  const placeOf = (at: number) => plain.places[at] ?? 0;
  return findIn(plain.text).map(({ from, to, name }) => ({
    from: placeOf(from),
    to: placeOf(to - 1) + 1,
    name,
  }));
}

/** What overlaps or touches becomes one mark. */
function blackOut(text: string, found: Found[]): string {
  if (found.length === 0) return text;
  let shown = '';
  let end = 0;
  for (const { from, to } of found.sort((a, b) => a.from - b.from)) {
    if (from > end || end === 0) shown += `${text.slice(end, from)}***`;
    end = Math.max(end, to);
  }
  return shown + text.slice(end);
}

function mapStrings(value: Json, map: (text: string) => string): Json {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [map(key), mapStrings(item, map)]),
  );
}
