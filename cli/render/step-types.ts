import ms from 'ms';
import { z } from 'zod';
import type { StepTypeInfo } from '../../language/step-type.js';
import type { Style } from '../terminal/style.js';
import { table } from './table.js';

/** The part of JSON Schema that fields of steps are made of. */
interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  description?: string;
  format?: string;
}

/** A field of a step type: what a person has to know to write it. */
interface Field {
  name: string;
  type: string;
  required: boolean;
  default?: unknown;
  description: string;
}

/** Everything about a step type, for `--json` and for the page of one type. */
export interface StepTypeDescription {
  type: string;
  summary: string;
  with: Field[];
  outputs: Field[];
  /** Default of `verify`, in ms. */
  verify: StepTypeInfo['verify'];
}

export function describeStepType(info: StepTypeInfo): StepTypeDescription {
  const given = z.toJSONSchema(info.with, { io: 'input', unrepresentable: 'any' }) as Schema;
  const made = z.toJSONSchema(info.outputs, { io: 'output', unrepresentable: 'any' }) as Schema;
  const { type, summary, verify } = info;
  const outputs = fieldsOf(made).map((field) => ({ ...field, required: false }));
  return { type, summary, with: fieldsOf(given), outputs, verify };
}

function fieldsOf(schema: Schema): Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeWords(field),
    required: required.has(name) && field.default === undefined,
    ...(field.default !== undefined && { default: field.default }),
    description: field.description ?? '',
  }));
}

/** Formats that say more than `text`; zod has others for its own checks. */
const formatWords: Record<string, string> = {
  uri: 'URL',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  'date-time': 'date and time',
};

/** A type in words: `text`, `list of integer`, `one of lxc, virtualbox`. */
function typeWords(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const given = choices.filter((choice) => choice.type !== 'null');
    return [...new Set(given.map(typeWords))].join(' or ');
  }
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.allOf?.[0] !== undefined) return typeWords(schema.allOf[0]);
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  switch (schema.type) {
    case 'string':
      return formatWords[schema.format ?? ''] ?? 'text';
    case 'array':
      return schema.items === undefined ? 'list' : `list of ${typeWords(schema.items)}`;
    case 'object':
      return objectWords(schema);
    default:
      return schema.type ?? 'anything';
  }
}

function objectWords(schema: Schema): string {
  const names = Object.keys(schema.properties ?? {});
  if (names.length > 0) return `{ ${names.join(', ')} }`;
  const { additionalProperties: values } = schema;
  return typeof values === 'object' ? `names with ${typeWords(values)}` : 'names with values';
}

/** `muster steps`: a line a type. */
export function stepTypesLines(types: Iterable<StepTypeInfo>, style: Style): string[] {
  const rows = [...types]
    .sort((a, b) => a.type.localeCompare(b.type))
    .map(({ type, summary }) => [style.colors.bold(type), summary]);
  return table(rows, { width: style.width });
}

/** `muster steps TYPE`: its fields, outputs and how it is verified. */
export function stepTypeLines(description: StepTypeDescription, style: Style): string[] {
  const { type, summary, verify } = description;
  const { bold } = style.colors;
  const passes = verify.passes === 1 ? 'once' : `${verify.passes} times in a row`;
  return [
    `${bold(type)}: ${summary}`,
    '',
    bold('with'),
    ...fieldLines(description.with, style),
    '',
    bold('outputs'),
    ...fieldLines(description.outputs, style),
    '',
    bold('verify'),
    `  seen to hold ${passes} within ${ms(verify.within)}, every ${ms(verify.every)}`,
  ];
}

function fieldLines(fields: Field[], style: Style): string[] {
  if (fields.length === 0) return ['  none'];
  const rows = fields.map((field) => [field.name, field.type, descriptionWords(field)]);
  const wide = rows.some(([name = '', type = '']) => name.length + type.length > 40);
  if (!wide) return table(rows, { width: style.width, indent: 2 });
  return rows.flatMap(([name = '', type = '', words = '']) => [
    `  ${name}  ${style.colors.dim(type)}`,
    ...table([['', words]], { width: style.width, indent: 4 }),
  ]);
}

function descriptionWords(field: Field): string {
  const { description, required } = field;
  const rule = required
    ? 'Required.'
    : field.default === undefined
      ? ''
      : `Default: ${JSON.stringify(field.default)}.`;
  const text = description === '' || /[.!?]$/.test(description) ? description : `${description}.`;
  return [text, rule].filter((part) => part !== '').join(' ');
}
