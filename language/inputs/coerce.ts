import type { Json } from '../../contract/plan.js';
import type { InputDefinition } from '../schema/input.js';
import { parseJsonText, placeInJson } from '../values/json-text.js';
import { InexactNumber, inQuotes, readNumber } from '../values/numbers.js';

/** A text that cannot be read as its input's type. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly hint: string;

  /** `message`: follows the name of the input and a colon. */
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/**
 * A text as the declared type; as it is where it does not read as one, for the check to refuse.
 * @throws Unreadable for what is no JSON, and for a number whose digits cannot be kept
 */
export function coerce(text: string, definition: Pick<InputDefinition, 'type' | 'items'>): Json {
  switch (definition.type) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return exactly(() => readNumber(text)) ?? text;
    case 'boolean':
      return { true: true, false: false }[text.trim().toLowerCase()] ?? text;
    case 'array': {
      if (text.trim().startsWith('[')) return parsed(text, '["a", "b"]');
      const items = text.trim() === '' ? [] : text.split(',').map((item) => item.trim());
      const of = definition.items;
      return of ? items.map((item) => coerce(item, of)) : items;
    }
    case 'object':
      return parsed(text, '{"name": "value"}');
  }
}

function parsed(text: string, example: string): Json {
  try {
    return exactly(() => parseJsonText(text));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    const { line, column } = placeInJson(text);
    throw new Unreadable(
      `this is no JSON: line ${line}, column ${column}`,
      `write it as ${example}`,
    );
  }
}

function exactly<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InexactNumber) throw new Unreadable(error.message, inQuotes);
    throw error;
  }
}
