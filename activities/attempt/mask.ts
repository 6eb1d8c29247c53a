import type { Json, JsonObject } from '../../contract/plan.js';
import { cutMark } from '../process/output.js';

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

/**
 * Shorter values are not masked: `1` or `yes` as a secret would blacken half of every log, and
 * protects nothing that cannot be guessed. No step is given one (`secret.too-short`).
 */
export const shortestSecret = 4;

/**
 * Values appear as they are, JSON-escaped, URL-encoded (both ways to write a blank), and in base64
 * with any text before and after them, on one line or broken over several (`base64` does so after
 * 76 characters). Of a secret of several lines each line is one. What a program turns into a form of
 * its own (hexadecimal, an encryption, one character a line) is not seen.
 */
export function createMasker(secrets: readonly Secret[]): Masker {
  const plains = secrets.flatMap(({ value }) => plainsOf(value));
  const encoded = [...new Set(plains.flatMap((plain) => base64Forms(Buffer.from(plain))))];
  const needles = [...new Set([...plains.flatMap(formsOf), ...encoded])]
    .filter((needle) => needle.length >= shortestSecret)
    // At each place the longest match wins.
    .sort((a, b) => b.length - a.length);
  if (needles.length === 0) return hidesNothing;
  const pattern = new RegExp(needles.map(escapePattern).join('|'), 'g');
  const text = (given: string) => {
    const whole = given.replace(pattern, '***');
    const masked = whole
      .split('\n')
      .map((line) => hideBroken(line, encoded))
      .join('\n');
    return masked.endsWith(cutMark) ? dropHalfSecret(masked, needles) : masked;
  };
  return {
    text,
    json: (value) => mapStrings(value, text) as typeof value,
    secretIn: (given) =>
      text(given) === given
        ? undefined
        : secrets.find((secret) => secrets.length === 1 || createMasker([secret]).secretIn(given))
            ?.name,
  };
}

/** What is looked for of a value: all of it, and each of its lines. */
function plainsOf(value: string): string[] {
  const lines = value.split(/\r?\n/);
  return [...new Set([value, ...lines, value.trimEnd()])].filter(
    (plain) => plain.length >= shortestSecret,
  );
}

function formsOf(plain: string): string[] {
  return [plain, JSON.stringify(plain).slice(1, -1), ...urlForms(plain)];
}

/**
 * Base64 that is broken into lines leaves the beginning of a form at the end of a line, its end at
 * the beginning of another, and lines of nothing else between them.
 */
function hideBroken(line: string, encoded: readonly string[]): string {
  const text = line.trim();
  if (text.length < shortestSecret) return line;
  const first = text.slice(0, shortestSecret);
  const last = text.slice(-shortestSecret);
  for (const form of encoded) {
    if (form.includes(first) && form.includes(text)) return line.replace(text, '***');
    for (let at = form.indexOf(last); at >= 0; at = form.indexOf(last, at + 1)) {
      const beginning = form.slice(0, at + shortestSecret);
      if (text.endsWith(beginning)) return line.replace(beginning, '***');
    }
    for (let at = form.indexOf(first); at >= 0; at = form.indexOf(first, at + 1)) {
      const end = form.slice(at);
      if (text.startsWith(end)) return line.replace(end, '***');
    }
  }
  return line;
}

function urlForms(plain: string): string[] {
  const form = new URLSearchParams({ v: plain }).toString().slice(2);
  // Through bytes, since encodeURIComponent refuses half a surrogate pair.
  const component = encodeURIComponent(Buffer.from(plain).toString());
  const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [component, form, lower(component), lower(form)];
}

/** The characters of base64 that depend on the value alone, for each place it can begin at. */
function base64Forms(value: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), value]);
    const first = Math.ceil((before * 8) / 6);
    const end = Math.floor((bytes.length * 8) / 6);
    const fixed = bytes.toString('base64').slice(first, end);
    return [fixed, fixed.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** A cut may have left the beginning of a secret, which no longer matches. */
function dropHalfSecret(line: string, needles: readonly string[]): string {
  const body = line.slice(0, -cutMark.length);
  for (const needle of needles) {
    for (let length = needle.length - 1; length > 0; length--) {
      if (body.endsWith(needle.slice(0, length))) {
        return `${body.slice(0, -length)}***${cutMark}`;
      }
    }
  }
  return line;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function mapStrings(value: Json, map: (text: string) => string): Json {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [map(key), mapStrings(item, map)]),
  );
}
