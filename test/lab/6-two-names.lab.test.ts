import { beforeAll, expect, it } from 'vitest';
import type { RunView } from '../../contract/run.js';
import { takeCluster } from './cluster.js';
import { byHand, labInputs, muster, testLab } from './test-lab.js';

beforeAll(() => takeCluster('up'));

it('two runs of other names in one Vagrant folder wait for each other, and touch only what is down', async () => {
  const pids = () => byHand('for n in 01 03; do lxc-info -n test-$n -p -H; done');
  const others = await pids();
  await byHand('lxc-stop -k -n test-02');
  const only = ['config', 'token', 'machines'].flatMap((id) => ['--only', id]);
  const up = (name: string) =>
    muster(['up', testLab.pipeline, ...labInputs, ...only, '--name', name, '--json']);
  const both = await Promise.all([up('one-name'), up('other-name')]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  for (const { stdout } of both) {
    const machines = (JSON.parse(stdout) as RunView).steps.find(({ id }) => id === 'machines');
    expect(machines).toMatchObject({ state: 'done', parts: { 'test-02': 'running' } });
    // Neither met the other's lock: no attempt failed.
    expect(machines?.failure).toBeUndefined();
  }
  expect(await pids()).toBe(others);
});
