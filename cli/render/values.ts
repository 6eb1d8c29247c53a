import type { Json, JsonObject } from '../../contract/plan.js';
import { oneLine, pad, widest } from '../terminal/text.js';

/** Named values, one a line; lists of objects as columns, so that an address can be copied. */
export function valueLines(values: JsonObject, indent: number): string[] {
  const names = Object.keys(values);
  const width = widest(names) + 2;
  const space = ' '.repeat(indent);
  return names.flatMap((name) => {
    const [first = '', ...rest] = shown(values[name] ?? null);
    return [
      `${space}${pad(name, width)}${first}`.trimEnd(),
      ...rest.map((line) => space + ' '.repeat(width) + line),
    ];
  });
}

function shown(value: Json): string[] {
  if (Array.isArray(value)) {
    return value.every(isRecord) ? records(value) : value.flatMap(shown);
  }
  if (isRecord(value)) {
    return Object.entries(value).map(([key, inner]) => `${key}: ${cell(inner)}`);
  }
  return [cell(value)];
}

function records(items: JsonObject[]): string[] {
  const keys = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const rows = items.map((item) => keys.map((key) => cell(item[key] ?? null)));
  const widths = keys.map((_, column) => widest(rows.map((row) => row[column] ?? '')));
  return rows.map((row) =>
    row
      .map((text, at) => pad(text, widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cell(value: Json): string {
  if (value === null) return '-';
  if (typeof value === 'string') return oneLine(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every web address among the values, in order. */
export function webAddresses(value: Json): string[] {
  if (typeof value === 'string') return /^https?:\/\/\S+$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return [...new Set(value.flatMap(webAddresses))];
  if (isRecord(value)) return [...new Set(Object.values(value).flatMap(webAddresses))];
  return [];
}
