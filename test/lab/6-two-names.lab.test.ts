import { afterAll, expect, it } from 'vitest';
import type { RunView } from '../../client/run-view.js';
import { repair } from './look.js';
import { byHand, labInputs, muster, testLab } from './test-lab.js';

afterAll(async () => {
  await repair();
});

it('two runs of other names in one Vagrant folder wait for each other: a stopped machine is started once', async () => {
  await byHand('lxc-stop -k -n test-02');
  const only = ['config', 'token', 'machines'].flatMap((id) => ['--only', id]);
  const up = (name: string) =>
    muster(['up', testLab.pipeline, ...labInputs, ...only, '--name', name, '--json']);
  const both = await Promise.all([up('one-name'), up('other-name')]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const changes = both.map(({ stdout }) => {
    const { steps } = JSON.parse(stdout) as RunView;
    return steps.find(({ id }) => id === 'machines')?.change;
  });
  expect(changes.toSorted()).toEqual(['changed', 'unchanged']);
});
