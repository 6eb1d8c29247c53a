import { expect, it } from 'vitest';
import { readInputsFile, resolveInputs } from '../../language/index.js';
import { codes, load, plan, step } from './rig.js';

it('a field with nothing after it is not given', async () => {
  const { plan: made } = await plan(`
name: demo
description:
inputs:
secrets:
env:
timeout: ~
defaults: { retry: { attempts: null } }
steps:
  - id: a
    name:
    run: x
    check:
    needs:
    if:
    for-each:
    retry:
  - { id: b, uses: machines.up, with: { directory: , password: ~, labels: null } }
  - { id: c, uses: machines.up, with: }
finally:
`);
  expect(step(made, 'a')).toMatchObject({ checked: false, retry: { attempts: 1, interval: 1000 } });
  expect(step(made, 'a').forEach).toBeUndefined();
  expect(step(made, 'b').with).toEqual({ literal: {} });
  expect(step(made, 'c').with).toEqual({ literal: {} });
});

it('what has to be given is missing where nothing follows it', async () => {
  expect(codes(await load('name: demo\nsteps:\n'))).toEqual(['field.invalid']);
  expect(codes(await load('name: demo\nsteps: [{ run: }]\n'))).toEqual(['field.missing']);
  const size = await load(
    'name: a\nsteps: [{ uses: token.make, with: { service: "http://a", size: } }]',
  );
  expect(size.diagnostics[0]?.message).toBe('size is empty: it must be a number');
});

it('null is no value of an input: it has its default, or is missing', async () => {
  const definitions = {
    dry: { type: 'boolean', default: true },
    note: { type: 'string', required: false },
    size: { type: 'integer' },
  } as const;
  const { values, problems } = resolveInputs(definitions, { dry: null, note: null, size: null });
  expect(values).toEqual({ dry: true, note: null, size: null });
  expect(problems).toEqual([
    { input: 'size', code: 'input.missing', message: 'the input size is missing' },
  ]);
  const inner = 'name: b\ninputs: { dry: { type: boolean, default: true } }\nsteps: [{ run: x }]\n';
  const { plan: made } = await plan({
    'pipeline.yaml': 'name: a\nsteps: [{ id: b, uses: b.yaml, with: { dry: null } }]',
    'b.yaml': inner,
  });
  expect(made.groups[0]?.inputs).toEqual({ dry: { literal: true } });
});

it.each(['', '# nothing yet\n', '---\n# nothing\n...\n'])('%j is a file of no inputs', (text) => {
  expect(readInputsFile('a.yaml', text, {})).toEqual({ given: {}, diagnostics: [] });
});
