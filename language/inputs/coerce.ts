import type { Json } from '../../contract/plan.js';
import type { InputDefinition } from '../schema/input.js';

/** A text as the declared type; as it is where it does not read as one, for the schema to refuse. */
export function coerce(text: string, definition: Pick<InputDefinition, 'type' | 'items'>): Json {
  switch (definition.type) {
    case 'string':
      return text;
    case 'integer':
    case 'number': {
      const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim());
      return isNumber ? Number(text) : text;
    }
    case 'boolean':
      return { true: true, false: false }[text.trim().toLowerCase()] ?? text;
    case 'array': {
      if (text.trim().startsWith('[')) return parsed(text);
      const items = text.trim() === '' ? [] : text.split(',').map((item) => item.trim());
      const of = definition.items;
      return of ? items.map((item) => coerce(item, of)) : items;
    }
    case 'object':
      return parsed(text);
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
