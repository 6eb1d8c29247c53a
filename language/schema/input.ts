import { z } from 'zod';
import { fieldNamePattern } from '../names.js';
import { nameLike } from './common.js';

const inputTypes = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;
const inputFormats = [
  'uri',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'cidr',
  'uuid',
  'date',
  'date-time',
] as const;

const count = z.int().min(0);

/** One input of a pipeline: JSON Schema's words, for one level. */
const inputDefinition = z.strictObject({
  type: z.enum(inputTypes).default('string').describe('What kind of value it is'),
  description: z.string().optional().describe('What it means, for forms and help'),
  default: z.unknown().optional().describe('Value where none is given; without it one must be'),
  required: z
    .boolean()
    .optional()
    .describe('false: may be left out although it has no default; its value is then null'),
  enum: z.array(z.unknown()).min(1).optional().describe('The values it may have'),
  minimum: z.number().optional().describe('Smallest number'),
  maximum: z.number().optional().describe('Largest number'),
  'min-length': count.optional().describe('Fewest characters'),
  'max-length': count.optional().describe('Most characters'),
  pattern: z.string().optional().describe('Regular expression that the text matches somewhere'),
  format: z
    .enum(inputFormats)
    .optional()
    .describe('What kind of text it is; cidr is an IPv4 network'),
  items: z
    .strictObject({ type: z.enum(inputTypes).describe('Of each item') })
    .optional()
    .describe('What a list holds. Default: anything'),
  'min-items': count.optional().describe('Fewest items of a list'),
  'max-items': count.optional().describe('Most items of a list'),
});

export const fieldName = nameLike(
  fieldNamePattern,
  'is no name: write letters, digits, _ and -, starting with a letter',
);

export const inputDefinitions = z.record(fieldName, inputDefinition);

/** The outputs that a `run` step writes to `$MUSTER_OUTPUT`. */
export const shellOutputs = z.record(
  fieldName,
  z.strictObject({
    type: z.enum(inputTypes).default('string').describe('How its text is read'),
    description: z.string().optional().describe('What it is, for a person'),
  }),
);

export type InputDefinition = z.output<typeof inputDefinition>;
/** A pipeline's inputs by name. */
export type InputDefinitions = { [name: string]: InputDefinition };
