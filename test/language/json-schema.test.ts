import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pipelineJsonSchema } from '../../language/index.js';
import { catalogue } from './rig.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The schema of a property. */
function property(of: unknown, name: string): JsonSchema {
  return (of as Required<JsonSchema>).properties[name] as JsonSchema;
}

const schema = pipelineJsonSchema(catalogue);
const step = property(schema, 'steps').items as JsonSchema;

/** The schema of `with` for a step type. */
function withOf(type: string): z.ZodType {
  const branch = (step.allOf as JsonSchema[]).find(
    (one) => property(one.if, 'uses').const === type,
  );
  return z.fromJSONSchema(property(branch?.then, 'with'));
}

describe('the JSON Schema of a pipeline', () => {
  it('knows every field of a pipeline and of a step, with help', () => {
    expect(Object.keys(schema.properties ?? {})).toEqual([
      'name',
      'description',
      'inputs',
      'secrets',
      'env',
      'timeout',
      'defaults',
      'steps',
      'on-hold',
      'finally',
      'outputs',
    ]);
    expect(schema.additionalProperties).toBe(false);
    const fields = Object.entries(step.properties ?? {});
    expect(fields.map(([name]) => name)).toEqual(
      expect.arrayContaining(['id', 'uses', 'with', 'run', 'needs', 'for-each', 'on-failure']),
    );
    for (const [name, field] of fields) {
      expect((field as JsonSchema).description, name).toMatch(/\w/);
    }
  });

  it('lists the step types with their summaries, and other pipelines', () => {
    expect(property(step, 'uses').anyOf).toEqual([
      { const: 'token.make', description: 'Do token.make' },
      { const: 'machines.up', description: 'Do machines.up' },
      { const: 'units.start', description: 'Do units.start' },
      { const: 'approval', description: 'Do approval' },
      expect.objectContaining({ pattern: '\\.ya?ml$' }),
    ]);
  });

  it.each<[string, unknown, boolean]>([
    ['token.make', { service: 'http://x', size: 3 }, true],
    ['token.make', { service: `\${{ inputs.a }}`, size: `\${{ inputs.b }}` }, true],
    ['token.make', { service: 'http://x', size: '3' }, false],
    ['token.make', { service: 'http://x', size: 12 }, false],
    ['token.make', { size: 3 }, false],
    ['token.make', { service: 'http://x', size: 3, more: 1 }, false],
    ['machines.up', {}, true],
    ['machines.up', { labels: { a: `\${{ inputs.a }}` } }, true],
    ['machines.up', { labels: { a: 1 } }, false],
    ['units.start', { tunnel: ['a'], units: ['x', `\${{ inputs.a }}`] }, true],
    ['units.start', { tunnel: 'a', units: [] }, false],
  ])('with of %s: %j fits: %s', (type, value, fits) => {
    expect(withOf(type).safeParse(value).success).toBe(fits);
  });

  it('says that with is needed where a field of it is', () => {
    const needed = (step.allOf as JsonSchema[]).map((one) => (one.then as JsonSchema).required);
    expect(needed).toEqual([['with'], undefined, ['with'], ['with']]);
  });
});
