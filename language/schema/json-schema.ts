import { z } from 'zod';
import { inputSchema } from '../inputs/input-schema.js';
import { isRequired } from '../inputs/resolve-one.js';
import type { Catalogue } from '../step-type.js';
import type { InputDefinitions } from './input.js';
import { pipelineSchema } from './pipeline.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

const besideRunOnly = ['run', 'check', 'undo', 'outputs'];
const dialect = 'https://json-schema.org/draft/2020-12/schema';
const expression: JsonSchema = {
  type: 'string',
  pattern: '\\$\\{\\{',
  description: 'An expression',
};

/** The inputs of a pipeline, for forms and for checking a request. */
export function inputsJsonSchema(definitions: InputDefinitions): JsonSchema {
  const entries = Object.entries(definitions);
  const properties = entries.map(([name, definition]): [string, JsonSchema] => {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(inputSchema(definition));
    const value = definition.default as JsonSchema['default'];
    return [name, value === undefined ? schema : { ...schema, default: value }];
  });
  return {
    $schema: dialect,
    type: 'object',
    properties: Object.fromEntries(properties),
    required: entries.filter(([, definition]) => isRequired(definition)).map(([name]) => name),
    additionalProperties: false,
  };
}

/** A pipeline's file, for editors: fields with help, and each known step type's own `with`. */
export function pipelineJsonSchema(catalogue: Catalogue): JsonSchema {
  const schema = z.toJSONSchema(pipelineSchema, { io: 'input' });
  const lists = ['steps', 'on-hold', 'finally'] as const;
  for (const list of lists) {
    const items = schema.properties?.[list] as JsonSchema;
    items.items = stepJsonSchema(items.items as JsonSchema, catalogue);
  }
  // No title: editors put that of the whole before every field inside.
  return { ...schema, $schema: dialect };
}

function stepJsonSchema(step: JsonSchema, catalogue: Catalogue): JsonSchema {
  const types = [...catalogue.values()].filter(({ type }) => type !== 'shell');
  const uses: JsonSchema = {
    description: 'Type of the step, or another pipeline',
    anyOf: [
      ...types.map(({ type, summary }) => ({ const: type, description: summary })),
      { type: 'string', pattern: '\\.ya?ml$', description: 'Another pipeline, as a step' },
    ],
  };
  const typed = types.map((info): JsonSchema => {
    const fields = z.toJSONSchema(info.with, { io: 'input', unrepresentable: 'any' });
    const { $schema: _dialect, ...plain } = fields;
    const required = (plain.required ?? []).length > 0 ? { required: ['with'] } : {};
    return {
      if: { properties: { uses: { const: info.type } }, required: ['uses'] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
      then: { properties: { with: withExpressions(plain) }, ...required },
    };
  });
  const properties = { ...step.properties, uses };
  return { ...step, ...eitherUsesOrRun(step), properties, allOf: typed };
}

/** A step either uses a type or runs a script; each has fields that the other has not. */
function eitherUsesOrRun(step: JsonSchema): JsonSchema {
  const none = (fields: readonly string[]) => ({
    properties: Object.fromEntries(
      fields.filter((field) => step.properties?.[field]).map((field) => [field, false as const]),
    ),
  });
  return {
    if: { required: ['uses'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
    then: none(besideRunOnly),
    else: { required: ['run'], ...none(['with']) },
  };
}

/** The same schema, where every value below the top may be an expression instead. */
function withExpressions(schema: JsonSchema): JsonSchema {
  const orExpression = (value: unknown): JsonSchema => {
    if (typeof value !== 'object' || value === null) return value as JsonSchema;
    const { description, default: standard, ...rest } = withExpressions(value as JsonSchema);
    return {
      ...(description === undefined ? {} : { description }),
      ...(standard === undefined ? {} : { default: standard }),
      anyOf: [rest, expression],
    };
  };
  const result: JsonSchema = { ...schema };
  if (schema.properties) {
    const entries = Object.entries(schema.properties);
    result.properties = Object.fromEntries(entries.map(([key, one]) => [key, orExpression(one)]));
  }
  if (schema.items) result.items = orExpression(schema.items);
  if (typeof schema.additionalProperties === 'object') {
    result.additionalProperties = orExpression(schema.additionalProperties);
  }
  for (const word of ['anyOf', 'oneOf', 'allOf'] as const) {
    const parts = schema[word];
    if (parts) result[word] = parts.map((part) => withExpressions(part as JsonSchema));
  }
  return result;
}
