import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changedFields } from '../../language/plan-changes.js';
import { plan, step } from './rig.js';

const changes = async (was: string, is: string) => {
  const of = async (text: string) => step((await plan(`name: demo\nsteps:\n${text}`)).plan, 'a');
  const before = await of(was);
  const now = await of(is);
  // Each text lies in a folder of its own.
  return changedFields({ ...before, directory: now.directory }, now);
};

it('names what is written otherwise as its author wrote it', async () => {
  const was = `
  - { id: first, run: one }
  - id: a
    run: |
      build
      ship
    env: { PORT: "80", SAME: "\${{ run.name }}" }
    retry: { attempts: 2 }
`;
  const is = `
  - { id: first, run: one }
  - id: a
    if: run.name != 'x'
    run: |
      build
      ship --all
    check: test -e there
    env: { PORT: "\${{ run.id }}", SAME: "\${{ run.name }}" }
    retry: { attempts: 3 }
    for-each: [1, 2]
`;
  expect(await changes(was, is)).toEqual({
    run: { was: 'build\nship\n', is: 'build\nship --all\n' },
    check: { is: 'test -e there' },
    'env.PORT': { was: '80', is: `\${{ run.id }}` },
    if: { is: "run.name != 'x'" },
    'for-each': { is: '[1,2]' },
    'retry.attempts': { was: '2', is: '3' },
  });
});

it('finds nothing in the same text', async () => {
  const text = `  - { id: a, run: one, timeout: 5s, env: { A: "x \${{ run.id }} y" } }`;
  expect(await changes(text, text)).toEqual({});
});

it('names a file whose content differs, from the folder of the step', async () => {
  const { plan: made, directory } = await plan('name: demo\nsteps: [{ id: a, run: one }]');
  const at = (sha256: string) => ({
    ...step(made, 'a'),
    files: [{ path: join(directory, 'units/a.service'), sha256: sha256.repeat(32) }],
  });
  expect(changedFields(at('ab'), at('cd'))).toEqual({
    'file units/a.service': { was: 'content abababababab', is: 'content cdcdcdcdcdcd' },
  });
});

it('names a secret, and never a long text whole', async () => {
  const { plan: made } = await plan('name: demo\nsteps: [{ id: a, run: one }]');
  const a = step(made, 'a');
  const long = { map: { run: { literal: 'x'.repeat(100_000) }, check: { secret: 'PASSWORD' } } };
  const { run, check } = changedFields(a, { ...a, with: long });
  expect(check).toEqual({ is: `\${{ secrets.PASSWORD }}` });
  expect(run?.is).toHaveLength(4001);
});
