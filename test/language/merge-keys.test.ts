import { expect, it } from 'vitest';
import { readInputsFile } from '../../language/index.js';
import { load, plan, step } from './rig.js';

const message = 'merge keys (<<) are not known here';
const files = {
  env: 'steps:\n  - { id: a, run: x, env: &all { A: b } }\n  - { id: b, run: x, env: { <<: *all } }',
  step: 'steps:\n  - { id: a, run: x, <<: { timeout: 1m } }',
  twice: 'steps:\n  - { id: a, run: x, env: { <<: { A: b }, <<: { B: c } } }',
  object: 'inputs: { o: { type: object, default: { <<: { a: 1 }, b: 2 } } }\nsteps: [{ run: x }]',
  top: '<<: { name: b }\nsteps: [{ run: x }]',
};

it.each(Object.entries(files))('a merge key is told of as one: %s', async (_where, rest) => {
  for (const start of ['', '%YAML 1.1\n---\n']) {
    const { diagnostics } = await load(`${start}name: a\n${rest}\n`);
    expect(diagnostics[0]).toMatchObject({ code: 'yaml.key', message });
    expect(diagnostics[0]?.hint).toContain('write the fields out');
  }
});

it('a merge key in a file of inputs is told of as one', () => {
  const { diagnostics } = readInputsFile('a.yaml', 'a: { <<: { b: 1 } }', {});
  expect(diagnostics).toEqual([expect.objectContaining({ message })]);
});

it('<< in quotes is a key like any other', async () => {
  const { plan: made } = await plan(
    'name: a\nsteps: [{ id: a, uses: machines.up, with: { labels: { "<<": x } } }]',
  );
  expect(step(made, 'a').with).toMatchObject({ literal: { labels: { '<<': 'x' } } });
});
