import type { Json, JsonObject } from '../../language/plan.js';
import { cutMark } from '../process/output.js';

/** Replaces the values of secrets in everything that leaves a step. */
export interface Masker {
  /** One line of output, or a message. */
  text(text: string): string;
  /** Every string of a value, names of fields included. */
  json<T extends Json | JsonObject>(value: T): T;
}

/**
 * Shorter values are not masked: `1` or `yes` as a secret would blacken half of every log, and
 * protects nothing that cannot be guessed.
 */
const shortest = 4;

/**
 * Values appear as they are, JSON-escaped, URL-encoded (both ways to write a blank), and in base64
 * with any text before and after them. Of a secret of several lines each line is one. What a
 * program wraps (`base64` breaks its output after 76 characters), or turns into a form of its own, is not seen.
 */
export function createMasker(values: Iterable<string>): Masker {
  const needles = [...new Set([...values].flatMap(formsOf))]
    .filter((needle) => needle.length >= shortest)
    // At each place the longest match wins.
    .sort((a, b) => b.length - a.length);
  const pattern = new RegExp(needles.map(escapePattern).join('|'), 'g');
  const text = (line: string) => {
    if (needles.length === 0) return line;
    const masked = line.replace(pattern, '***');
    return masked.endsWith(cutMark) ? dropHalfSecret(masked, needles) : masked;
  };
  return { text, json: (value) => mapStrings(value, text) as typeof value };
}

function formsOf(value: string): string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.length >= shortest);
  return [...new Set([value, ...lines, value.trimEnd()])]
    .filter((plain) => plain.length >= shortest)
    .flatMap((plain) => [
      plain,
      JSON.stringify(plain).slice(1, -1),
      ...urlForms(plain),
      ...base64Forms(Buffer.from(plain)),
    ]);
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
