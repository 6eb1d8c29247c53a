import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InputDefinitions, inputsJsonSchema, resolveInputs } from '../../../language/index.js';
import { codes, load } from '../rig.js';

const definitions: InputDefinitions = {
  machines: { type: 'integer', default: 3, minimum: 1, maximum: 9, description: 'How many' },
  registry: { type: 'string', format: 'uri', default: 'http://172.17.8.1:8087' },
  provider: { type: 'string', enum: ['lxc', 'virtualbox'], default: 'lxc' },
  name: {
    type: 'string',
    pattern: '^[a-z]+$',
    'max-length': 8,
    description: 'Name of the cluster',
  },
  debug: { type: 'boolean', default: false },
  hosts: { type: 'array', items: { type: 'string' }, 'min-items': 1, default: ['a'] },
  ports: { type: 'array', items: { type: 'integer' }, required: false },
  labels: { type: 'object', required: false },
  ratio: { type: 'number', required: false },
};

/** What is said about the inputs of a run that has a name. */
function said(given: { [name: string]: unknown }): string[] {
  return resolveInputs(definitions, { name: 'core', ...given }).problems.map(({ message, hint }) =>
    hint === undefined ? message : `${message} (${hint})`,
  );
}

describe('the inputs of a run', () => {
  it('have their defaults; what may be left out is null', () => {
    expect(resolveInputs(definitions, { name: 'core' })).toEqual({
      values: {
        machines: 3,
        registry: 'http://172.17.8.1:8087',
        provider: 'lxc',
        name: 'core',
        debug: false,
        hosts: ['a'],
        ports: null,
        labels: null,
        ratio: null,
      },
      problems: [],
    });
  });

  it.each<[string, string, unknown]>([
    ['machines', '5', 5],
    ['machines', ' 5 ', 5],
    ['ratio', '-1.5e3', -1500],
    ['ratio', '.5', 0.5],
    ['debug', 'true', true],
    ['debug', 'False', false],
    ['hosts', 'a, b,c', ['a', 'b', 'c']],
    ['hosts', '["a,b"]', ['a,b']],
    ['ports', '80,443', [80, 443]],
    ['ports', '', []],
    ['labels', '{"a": 1}', { a: 1 }],
    ['name', 'true', 'true'],
    ['name', 'null', 'null'],
  ])('%s=%s is read as its type', (name, text, value) => {
    const { values, problems } = resolveInputs(definitions, { name: 'core', [name]: text });
    expect(problems).toEqual([]);
    expect(values[name]).toEqual(value);
  });

  it.each<[string, unknown, string]>([
    ['machine', 5, 'there is no input machine (did you mean machines?)'],
    ['machines', 0, 'machines must be at least 1, not 0'],
    ['machines', '10', 'machines must be at most 9, not 10'],
    ['machines', '2.5', 'machines must be a whole number, not a number'],
    ['machines', 'many', 'machines must be a whole number, not text'],
    ['machines', '0x3', 'machines must be a whole number, not text'],
    ['registry', 'nowhere', 'registry must be a URL, such as http://172.17.8.1:8087'],
    ['provider', 'lcx', 'provider must be one of lxc, virtualbox (did you mean lxc?)'],
    ['name', 'Core', 'name does not match /^[a-z]+$/'],
    ['name', 'abcdefghi', 'name must have at most 8 characters'],
    ['debug', 'yes', 'debug must be true or false, not text'],
    ['hosts', [], 'hosts must have at least 1 item'],
    ['hosts', [1], 'item 1 of hosts must be text, not a whole number'],
    ['hosts', '[', 'hosts: this is no JSON: line 1, column 2 (write it as ["a", "b"])'],
    ['ports', '80,x', 'item 2 of ports must be a whole number, not text'],
    ['labels', 'x', 'labels: this is no JSON: line 1, column 1 (write it as {"name": "value"})'],
    ['labels', '[1]', 'labels must be a map, not a list'],
    ['name', null, 'the input name is missing (Name of the cluster)'],
  ])('%s = %j is refused', (name, value, message) => {
    expect(said({ [name]: value })).toEqual([message]);
  });

  it('are all looked at; what is missing is said with its meaning', () => {
    const { problems } = resolveInputs(definitions, { machines: 'x', constructor: 1 });
    expect(problems).toEqual([
      expect.objectContaining({ input: 'constructor', code: 'input.unknown' }),
      expect.objectContaining({ input: 'machines', code: 'input.invalid' }),
      {
        input: 'name',
        code: 'input.missing',
        message: 'the input name is missing',
        hint: 'Name of the cluster',
      },
    ]);
  });

  it('come back as given, whatever text it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { values } = resolveInputs({ a: { type: 'string' } }, { a: text });
        expect(values).toEqual({ a: text });
      }),
    );
  });

  it('take every whole number in range as text or number, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), (number) => {
        const fits = number >= 1 && number <= 9;
        expect(said({ machines: number }).length === 0).toBe(fits);
        expect(said({ machines: String(number) }).length === 0).toBe(fits);
      }),
    );
  });
});

describe('the JSON Schema of inputs', () => {
  it('is what a form needs', () => {
    expect(inputsJsonSchema(definitions)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        machines: {
          type: 'integer',
          minimum: 1,
          maximum: 9,
          default: 3,
          description: 'How many',
        },
        registry: { type: 'string', format: 'uri', default: 'http://172.17.8.1:8087' },
        provider: { type: 'string', enum: ['lxc', 'virtualbox'], default: 'lxc' },
        name: { type: 'string', pattern: '^[a-z]+$', maxLength: 8 },
        debug: { type: 'boolean', default: false },
        hosts: { type: 'array', items: { type: 'string' }, minItems: 1, default: ['a'] },
        labels: { type: 'object' },
        ratio: { type: 'number' },
      },
    });
  });
});

describe('the definition of an input', () => {
  const report = async (definition: string) => {
    const env = `env: { A: "\${{ inputs.a }}" }`;
    const text = `name: demo\ninputs: { a: ${definition} }\n${env}\nsteps: [{ run: x }]\n`;
    const loaded = await load(text);
    return { codes: codes(loaded), messages: loaded.diagnostics.map(({ message }) => message) };
  };

  it.each([
    ['{ type: integer, pattern: x }', 'field.conflict', 'pattern says nothing of type integer'],
    ['{ minimum: 3 }', 'field.conflict', 'minimum says nothing of type string'],
    [
      `{ pattern: '^(a+)+$', default: ${'a'.repeat(40)}b }`,
      'field.invalid',
      'default: the pattern /^(a+)+$/ takes too long on this text: write it without repetitions of repetitions',
    ],
    ['{ pattern: "^b$", default: a }', 'field.invalid', 'default does not match /^b$/'],
    ['{ pattern: "(" }', 'field.invalid', 'pattern is no regular expression'],
    [
      '{ type: integer, default: 0, minimum: 1 }',
      'field.invalid',
      'default must be at least 1, not 0',
    ],
    ['{ enum: [a, 1] }', 'field.invalid', 'enum[1] must be text, not a whole number'],
    ['{ enum: [[a]] }', 'field.invalid', 'enum lists texts, numbers, true or false'],
    ['{ enum: [a, b], default: c }', 'field.invalid', 'default must be one of a, b'],
    [
      '{ type: text }',
      'field.invalid',
      'type must be one of string, integer, number, boolean, array, object',
    ],
    [
      '{ format: url }',
      'field.invalid',
      'format must be one of uri, email, hostname, ipv4, ipv6, cidr, uuid, date, date-time',
    ],
    [`{ default: "\${{ run.name }}" }`, 'expression.static', 'an input cannot hold an expression'],
  ])('%s is refused', async (definition, code, message) => {
    expect(await report(definition)).toEqual({ codes: [code], messages: [message] });
  });
});
