import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { editPipeline } from '../../../cli/templates/edit.js';

const text = `# What it is
name: web   # its runs are named so
inputs:
  # how many
  machines: { type: integer, default: 3, minimum: 1 }
  zone:
    type: string # no default
    description: Where
  tags: { type: array, default: [a, b] }
  free: {}
steps: []
`;

test('a name and defaults are replaced, and nothing else', () => {
  const defaults = { machines: 5, zone: 'a: "b"', tags: [], free: null };
  expect(editPipeline(text, { name: 'mine', defaults })).toBe(`# What it is
name: mine   # its runs are named so
inputs:
  # how many
  machines: { type: integer, default: 5, minimum: 1 }
  zone:
    default: "a: \\"b\\""
    type: string # no default
    description: Where
  tags: { type: array, default: [] }
  free: { default: null }
steps: []
`);
});

test('without changes the text stays as it is', () => {
  expect(editPipeline(text, { defaults: {} })).toBe(text);
});

test('whatever is given is what is read afterwards', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()));
  fc.assert(
    fc.property(fc.constantFrom('machines', 'zone', 'tags', 'free'), value, (input, given) => {
      const edited = parse(editPipeline(text, { defaults: { [input]: given } }));
      expect(edited.inputs[input].default).toEqual(given);
      expect(edited.name).toBe('web');
    }),
  );
});
