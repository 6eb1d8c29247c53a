import { data } from '@actions/expressions';
import type { Json } from '../../contract/plan.js';
import { ExpressionError } from './error.js';

type Value = data.ExpressionData;

/**
 * An object of which any key may be asked for. The library's own finds `constructor` in every
 * object, and keeps only one of two keys that differ in case; here the exact key comes first, then,
 * as GitHub has it, the first one that differs in case alone.
 */
class SafeDictionary extends data.Dictionary {
  readonly #entries: Map<string, Value>;
  readonly #byLowerCase = new Map<string, Value>();

  constructor(entries: Map<string, Value>) {
    super();
    this.#entries = entries;
    for (const [key, value] of entries) {
      const lower = key.toLowerCase();
      if (!this.#byLowerCase.has(lower)) this.#byLowerCase.set(lower, value);
    }
  }

  override get(key: string): Value | undefined {
    return this.#entries.get(key) ?? this.#byLowerCase.get(key.toLowerCase());
  }

  override values(): Value[] {
    return [...this.#entries.values()];
  }

  override pairs(): { key: string; value: Value }[] {
    return [...this.#entries].map(([key, value]) => ({ key, value }));
  }
}

/** A number whose text has all its digits; the library's has fifteen after the point. */
class ExactNumber extends data.NumberData {
  override coerceString(): string {
    return String(this.value);
  }
}

/**
 * JSON as the library's values. `rounds`: numbers become text as the library has them, which runs
 * that began with Muster 0.1 keep to.
 */
export function toData(value: Json | undefined, rounds = false): Value {
  switch (typeof value) {
    case 'string':
      return new data.StringData(value);
    case 'number':
      return rounds ? new data.NumberData(value) : new ExactNumber(value);
    case 'boolean':
      return new data.BooleanData(value);
    case 'object':
      if (value === null) return new data.Null();
      if (Array.isArray(value)) {
        const list = new data.Array();
        for (const item of value) list.add(toData(item, rounds));
        return list;
      }
      return toDictionary(value, rounds);
    default:
      return new data.Null();
  }
}

/** A JSON object as the library's dictionary; keys whose value is undefined are left out. */
export function toDictionary(
  object: { readonly [key: string]: Json | undefined },
  rounds = false,
): SafeDictionary {
  const entries = new Map<string, Value>();
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined) entries.set(key, toData(value, rounds));
  }
  return new SafeDictionary(entries);
}

/**
 * The library's values as JSON.
 * @throws ExpressionError `value` for a number that JSON does not have (NaN, Infinity).
 */
export function fromData(value: Value): Json {
  switch (value.kind) {
    case data.Kind.Null:
      return null;
    case data.Kind.Boolean:
    case data.Kind.String:
      return value.value;
    case data.Kind.Number:
      if (Number.isFinite(value.value)) return value.value;
      throw new ExpressionError('value', `the result is ${value.value}, which is no number`);
    case data.Kind.Array:
      return value.values().map(fromData);
    case data.Kind.Dictionary:
      return Object.fromEntries(value.pairs().map((pair) => [pair.key, fromData(pair.value)]));
  }
}
