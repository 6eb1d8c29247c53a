import type { Json } from '../../contract/plan.js';
import type { InputDefinition } from '../schema/input.js';
import { formatWords, hasFormat } from './formats.js';

/** Whether a text matches a regular expression; undefined where that takes too long to tell. */
export type Matches = (pattern: string, text: string) => boolean | undefined;

/** What is wrong with the value of an input, or with an item of it. */
export interface Fault {
  path: number[];
  /** Follows its name: `must be text, not empty`. */
  message: string;
}

const kinds: { [Type in InputDefinition['type']]: string } = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

/**
 * What is wrong with a value by the definition of its input. One check for all: forms, the command
 * line, files, and pipelines inside others, whose inputs a run knows only when it comes to them. So
 * it is pure, and runs in a workflow too.
 */
export function checkInput(definition: InputDefinition, value: Json, matches: Matches): Fault[] {
  const here = (message: string): Fault => ({ path: [], message });
  const { enum: choices, type } = definition;
  if (choices) {
    if (choices.includes(value)) return [];
    const listed = choices.map(String).join(', ');
    return [here(`must be ${choices.length > 1 ? 'one of ' : ''}${listed}`)];
  }
  if (!hasType(type, value)) return [here(wrongType(type, value))];
  if (typeof value === 'string') return checkText(definition, value, matches).map(here);
  if (typeof value === 'number') return checkNumber(definition, value).map(here);
  if (Array.isArray(value)) return checkList(definition, value, matches);
  return [];
}

function checkText(definition: InputDefinition, text: string, matches: Matches): string[] {
  const { pattern, format } = definition;
  const faults: string[] = [];
  if (format !== undefined && !hasFormat(format, text)) {
    faults.push(`must be ${formatWords[format]}`);
  }
  faults.push(...checkCount(definition, 'length', text.length));
  if (pattern === undefined) return faults;
  const answer = matches(pattern, text);
  if (answer === undefined) {
    faults.push(
      `: the pattern /${pattern}/ takes too long on this text: write it without repetitions of repetitions`,
    );
  } else if (!answer) faults.push(`does not match /${pattern}/`);
  return faults;
}

function checkNumber({ minimum, maximum }: InputDefinition, value: number): string[] {
  if (minimum !== undefined && value < minimum)
    return [`must be at least ${minimum}, not ${value}`];
  if (maximum !== undefined && value > maximum) return [`must be at most ${maximum}, not ${value}`];
  return [];
}

function checkList(definition: InputDefinition, list: Json[], matches: Matches): Fault[] {
  const { items } = definition;
  const inside = items
    ? list.flatMap((item, index) =>
        checkInput(items, item, matches).map(({ path, message }) => ({
          path: [index, ...path],
          message,
        })),
      )
    : [];
  const counted = checkCount(definition, 'items', list.length);
  return [...inside, ...counted.map((message) => ({ path: [], message }))];
}

function checkCount(
  definition: InputDefinition,
  what: 'length' | 'items',
  count: number,
): string[] {
  const least = definition[`min-${what}`];
  const most = definition[`max-${what}`];
  const words = (limit: number) => {
    const one = what === 'length' ? 'character' : 'item';
    return `${limit} ${one}${limit === 1 ? '' : 's'}`;
  };
  if (least !== undefined && count < least) return [`must have at least ${words(least)}`];
  if (most !== undefined && count > most) return [`must have at most ${words(most)}`];
  return [];
}

function hasType(type: InputDefinition['type'], value: Json): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}

function wrongType(type: InputDefinition['type'], value: Json): string {
  if (value === null) return `is empty: it must be ${kinds[type]}`;
  if (type === 'integer' && Number.isInteger(value)) {
    return `must be a whole number up to ${Number.MAX_SAFE_INTEGER}, not ${value}`;
  }
  return `must be ${kinds[type]}, not ${kindOf(value)}`;
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a whole number' : 'a number';
  return { string: 'text', boolean: 'true or false' }[typeof value as string] ?? 'a map';
}

/** A fault as a sentence that names the input, and the item of a list. */
export function sayFault(name: string, { path, message }: Fault): string {
  const joint = message.startsWith(':') ? '' : ' ';
  const [index] = path;
  return `${index === undefined ? name : `item ${index + 1} of ${name}`}${joint}${message}`;
}
