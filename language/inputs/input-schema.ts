import { z } from 'zod';
import { matches } from '../patterns.js';
import type { InputDefinition } from '../schema/input.js';
import type { Format } from './formats.js';

const formats: { [Name in Format]: () => z.ZodString | z.ZodStringFormat } = {
  uri: () => z.url(),
  email: () => z.email(),
  hostname: () => z.hostname(),
  ipv4: () => z.ipv4(),
  ipv6: () => z.ipv6(),
  cidr: () => z.cidrv4(),
  uuid: () => z.uuid(),
  date: () => z.iso.date(),
  'date-time': () => z.iso.datetime({ offset: true }),
};

/**
 * The schema of an input's value, for forms and editors, and to tell what kind of value is asked for.
 * Values are checked by `checkInput`, which a test holds to this.
 */
export function inputSchema(definition: InputDefinition): z.ZodType {
  const { enum: choices, description } = definition;
  // That each choice fits the other words was checked with the definition.
  const schema = choices ? z.literal(choices as z.util.Literal[]) : baseSchema(definition);
  return description === undefined ? schema : schema.describe(description);
}

function baseSchema(definition: InputDefinition): z.ZodType {
  const { minimum, maximum } = definition;
  switch (definition.type) {
    case 'string':
      return textSchema(definition);
    case 'integer':
    case 'number': {
      let number: z.ZodNumber = definition.type === 'integer' ? z.int() : z.number();
      if (minimum !== undefined) number = number.min(minimum);
      if (maximum !== undefined) number = number.max(maximum);
      return number;
    }
    case 'boolean':
      return z.boolean();
    case 'array': {
      let list = z.array(definition.items ? baseSchema(definition.items) : z.unknown());
      if (definition['min-items'] !== undefined) list = list.min(definition['min-items']);
      if (definition['max-items'] !== undefined) list = list.max(definition['max-items']);
      return list;
    }
    case 'object':
      return z.record(z.string(), z.unknown());
  }
}

function textSchema(definition: InputDefinition): z.ZodType {
  const { pattern, format } = definition;
  // A format has all methods of a text; the library's types tell so one by one only.
  let text = (format === undefined ? z.string() : formats[format]()) as z.ZodString;
  if (definition['min-length'] !== undefined) text = text.min(definition['min-length']);
  if (definition['max-length'] !== undefined) text = text.max(definition['max-length']);
  return pattern === undefined ? text : text.superRefine(byPattern(pattern)).meta({ pattern });
}

/** By a regular expression of the pipeline's, which must not hang what checks it. */
function byPattern(pattern: string) {
  return (text: string, context: z.RefinementCtx<string>): void => {
    const answer = matches(pattern, text);
    if (answer === true) return;
    const shown = `/${pattern}/`;
    if (answer === false) {
      context.addIssue({ code: 'invalid_format', format: 'regex', pattern: shown, input: text });
    } else {
      const message = `the pattern ${shown} takes too long on this text: write it without repetitions of repetitions`;
      context.addIssue({ code: 'custom', message, input: text });
    }
  };
}
