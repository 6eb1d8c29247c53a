import { data, wellKnownFunctions } from '@actions/expressions';
import type { Json } from '../../contract/plan.js';
import { parseJsonText } from '../values/json-text.js';
import { InexactNumber, inQuotes } from '../values/numbers.js';
import { fromData, toData } from './data.js';
import { ExpressionError } from './error.js';

type Value = data.ExpressionData;
type Definition = (typeof wellKnownFunctions)[string];

/** The functions there are, as GitHub spells them. Their names ignore case. */
export const functionNames = [
  'case',
  'contains',
  'endsWith',
  'format',
  'fromJSON',
  'join',
  'startsWith',
  'toJSON',
] as const;

/** Longest text that a function makes: as much as a whole run may hold. */
const TEXT_LIMIT = 1024 * 1024;

/** Our own where the library's would lose keys, or make a text of any length out of a short one. */
const own: { [name: string]: (...args: Value[]) => Value } = {
  tojson: (value) => new data.StringData(JSON.stringify(fromData(value as Value), null, 2)),
  fromjson: (value) => toData(parseJson((value as Value).coerceString())),
  format: (template, ...values) => {
    const text = (template as Value).coerceString();
    const longest = Math.max(0, ...values.map((value) => value.coerceString().length));
    refuseLong(text.length + (text.split('{').length - 1) * longest, 'format');
    return library('format').call(template as Value, ...values);
  },
  join: (list, ...separator) => {
    if (list?.kind === data.Kind.Array) {
      const gap = separator[0]?.coerceString().length ?? 1;
      const length = list
        .values()
        .reduce((sum, item) => sum + item.coerceString().length + gap, -gap);
      refuseLong(length, 'join');
    }
    return library('join').call(list as Value, ...separator);
  },
};

/** `fromJSON` of runs that began with Muster 0.1: it rounds numbers that cannot be kept. */
export const roundingFromJson = (value: Value): Value =>
  toData(parseJson(value.coerceString(), JSON.parse), true);

/** The functions by lower-case name, for the evaluator. */
export const functions: ReadonlyMap<string, Definition> = new Map(
  functionNames.map((name) => {
    const definition = library(name.toLowerCase());
    return [
      name.toLowerCase(),
      { ...definition, call: own[name.toLowerCase()] ?? definition.call },
    ];
  }),
);

function library(name: string): Definition {
  return wellKnownFunctions[name] as Definition;
}

function parseJson(text: string, parse: (text: string) => Json = parseJsonText): Json {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof InexactNumber) {
      const message = `fromJSON: ${error.message}; ${inQuotes}`;
      throw new ExpressionError('value', message, { cause: error });
    }
    throw new ExpressionError('value', 'fromJSON: its argument is not JSON', { cause: error });
  }
}

function refuseLong(length: number, name: string): void {
  if (length <= TEXT_LIMIT) return;
  throw new ExpressionError('limit', `${name}: the text would be longer than 1 MiB`);
}
