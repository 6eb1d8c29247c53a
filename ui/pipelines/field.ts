import type { Json } from '../../contract/plan.js';
import type { InputSchema } from '../../server/schemas/index.js';

/** How one input is asked for, and how what was written becomes its value. */
export type FieldKind =
  | 'text'
  | 'long-text'
  | 'date'
  | 'number'
  | 'flag'
  | 'choice'
  | 'list'
  | 'json';

/** Text that may be longer than a line of the form. */
const line = 120;

export function kindOf(schema: InputSchema): FieldKind {
  if (schema.enum) return 'choice';
  const type = typeOf(schema);
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  if (type === 'array') return schema.items?.type === 'object' ? 'json' : 'list';
  if (type === 'object') return 'json';
  if (schema.format === 'date') return 'date';
  const isLong = (schema.maxLength ?? 0) > line || String(schema.default ?? '').includes('\n');
  return isLong ? 'long-text' : 'text';
}

/** What of several values written as one is each: `10.0.0.2,10.0.0.3`, or a column of a table. */
export function listItems(written: string[]): string[] {
  return written.flatMap((item) => item.split(/[,;\n\t]/)).flatMap((item) => item.trim() || []);
}

/** Why an emptied field is not sent; undefined: it may be empty. The default would come back unseen. */
export function emptied(schema: InputSchema, value: Json): string | undefined {
  const hasDefault = schema.default !== undefined && schema.default !== null;
  if (kindOf(schema) !== 'number' || value !== '' || !hasDefault) return undefined;
  return `is empty: write a number, such as its default, ${schema.default}`;
}

/** An input that may be null is written as a choice of types. */
export function typeOf(schema: InputSchema & { anyOf?: InputSchema[] }): InputSchema['type'] {
  return schema.type ?? schema.anyOf?.find(({ type }) => type !== undefined)?.type;
}

/** What a field holds before anybody writes in it. */
export function startValue(schema: InputSchema): Json {
  if (schema.default !== undefined) {
    const value = schema.default as Json;
    return kindOf(schema) === 'json' ? JSON.stringify(value, null, 2) : value;
  }
  const kind = kindOf(schema);
  if (kind === 'flag') return false;
  return kind === 'list' ? [] : '';
}

/** The value to send; `undefined`: nothing was written, so the default or "missing" applies. */
export function sentValue(schema: InputSchema, value: Json): Json | undefined {
  const kind = kindOf(schema);
  if (kind === 'text' || kind === 'long-text' || kind === 'date') {
    return value === '' && schema.default === undefined ? undefined : value;
  }
  if (value === '' || value === null) return undefined;
  if (kind === 'list') return listValue(schema, value);
  // The server reads the text, digit for digit, and says where it is no JSON.
  return kind === 'json' ? String(value) : value;
}

function listValue(schema: InputSchema, value: Json): Json {
  const of = schema.items?.type;
  if (!Array.isArray(value) || (of !== 'integer' && of !== 'number' && of !== 'boolean'))
    return value;
  return value.map((item) => {
    try {
      const parsed: Json = JSON.parse(String(item));
      // Digits that no number keeps stay text, for the server to refuse.
      return typeof parsed === 'number' && Math.abs(parsed) > Number.MAX_SAFE_INTEGER
        ? item
        : parsed;
    } catch {
      return item;
    }
  });
}

/** Limits in words, for the line under the field. */
export function limits(schema: InputSchema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, format } = schema;
  return [
    between(minimum, maximum, ''),
    between(minLength, maxLength, ' characters'),
    between(minItems, maxItems, ' items'),
    format ?? '',
    // Of a format its name says enough; its pattern is Muster's own.
    pattern && !format ? `like ${pattern}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

// Zod bounds every integer by what a double can hold; nobody needs to read that.
const isBound = (limit: number | undefined): limit is number =>
  limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;

function between(low: number | undefined, high: number | undefined, of: string): string {
  if (isBound(low) && isBound(high)) return `${low} to ${high}${of}`;
  if (isBound(low)) return `at least ${low}${of}`;
  return isBound(high) ? `at most ${high}${of}` : '';
}
