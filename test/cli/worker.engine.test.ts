import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { payloadKeyFile } from '../../client/codec.js';
import type { RunSummary, RunView } from '../../contract/run.js';
import { daemonOf } from '../worker/engine/support/homes.js';
import { MusterProcess } from './muster-process.js';

/** Two hosts, as far as Muster can tell: two state directories, and pipelines in other places. */
const pipeline = `
name: two-hosts
steps:
  - id: here
    run: pwd
  - id: there
    uses: file.template
    runs-on: rack-1
    with: { template: page.template, path: page, values: { who: rack } }
`;

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
  await mkdir(join(muster.folder, 'site'));
  await writeFile(join(muster.folder, 'site', 'pipeline.yaml'), pipeline);
  await writeFile(join(muster.folder, 'site', 'page.template'), 'Hello {{who}}\n');
  await cp(join(muster.folder, 'site'), join(muster.folder, 'rack', 'site'), { recursive: true });
});
afterAll(() => muster.clear());

test('a worker on another host carries out the steps of its queue, in its own folder', async () => {
  await muster.run('up', 'site', '--detach');
  const other = await muster.homes.fresh();
  const { address } = daemonOf(muster.home);
  const env = { MUSTER_HOME: other.root, TEMPORAL_ADDRESS: address };
  const args = ['worker', '--queue', 'rack-1', '--root', 'rack'];

  const keyless = await muster.start(args, env);
  expect(keyless.exitCode).toBe(exitCodes.engine);
  expect(keyless.stderr).toContain('Copy payload.key');

  await cp(payloadKeyFile(muster.home.root), payloadKeyFile(other.root));
  const worker = muster.start(args, env);
  const followed = await muster.run('status', 'two-hosts', '--follow');
  worker.kill('SIGTERM');
  expect(followed.stdout).toContain('two-hosts is up');
  expect(await worker).toMatchObject({ exitCode: exitCodes.ok });
  // One computer, and two that are told apart.
  const { steps }: RunView = JSON.parse((await muster.run('status', 'two-hosts', '--json')).stdout);
  const [here, there] = steps.map((step) => step.where);
  expect(there).toMatchObject({ host: here?.host, queue: 'rack-1' });
  expect(here?.queue).not.toBe('rack-1');
  expect(new Set([here?.id, there?.id]).size).toBe(2);
  const logs = await muster.runHere('logs', 'two-hosts');
  expect(logs.stdout).toContain(join(muster.folder, 'site'));
  expect(logs.stderr).toBe(`there ran on ${there?.host} (queue rack-1): its log is there.`);
});

const spread = `
name: spread
steps:
  - id: made
    run: touch made
    check: test -e made
    undo: rm -f made
`;

test('what one computer brought up is looked at and taken down there, whoever asks', async () => {
  await writeFile(join(muster.folder, 'spread.yaml'), spread);
  expect(await muster.runHere('up', 'spread.yaml')).toMatchObject({ exitCode: exitCodes.ok });
  const first = daemonOf(muster.home);
  const other = await muster.homes.fresh();
  await cp(payloadKeyFile(muster.home.root), payloadKeyFile(other.root));
  const env = { MUSTER_HOME: other.root, TEMPORAL_ADDRESS: first.address };
  const fromOther = (...args: string[]) => muster.start(args, env);
  const placeOf = (stdout: string) => {
    const { steps }: RunView = JSON.parse(stdout);
    return steps.map((step) => [step.change, step.where?.queue]);
  };

  const verified = await fromOther('verify', 'spread.yaml', '--json');
  expect(placeOf(verified.stdout)).toEqual([['unchanged', first.queue]]);
  const beside = await fromOther('up', 'spread.yaml', '--json');
  expect(beside.exitCode).toBe(exitCodes.refused);
  expect(JSON.parse(beside.stdout).error.code).toBe('host.elsewhere');
  const down = await fromOther('down', 'spread', '--yes', '--json');
  expect(down.exitCode).toBe(exitCodes.ok);
  expect(placeOf(down.stdout)).toEqual([['undone', first.queue]]);
  // It is nowhere now, and may be brought up anywhere.
  const again = await fromOther('up', 'spread.yaml', '--json');
  expect(placeOf(again.stdout)).toEqual([['changed', daemonOf(other).queue]]);
});

test('a look at a queue that nobody serves ends by itself, and names it', async () => {
  const elsewhere = 'name: elsewhere\nsteps:\n  - id: there\n    run: echo\n    check: test -e x\n';
  await writeFile(join(muster.folder, 'elsewhere.yaml'), `${elsewhere}    runs-on: rack-9\n`);
  const plan = await muster.runHere('plan', 'elsewhere.yaml');
  expect(plan.exitCode).toBe(exitCodes.engine);
  expect(plan.stderr).toContain('there. No worker serves the queue rack-9');
  // Nothing is left open; the list lags behind a little.
  const isOver = async () => {
    const runs: RunSummary[] = JSON.parse((await muster.runHere('runs', '-a', '--json')).stdout);
    return runs.find(({ pipeline }) => pipeline === 'elsewhere')?.endedAt !== undefined;
  };
  await expect.poll(isOver).toBe(true);
});

test('a namespace that Temporal does not have is told at once, by commands and workers', async () => {
  const other = await muster.homes.fresh();
  await cp(payloadKeyFile(muster.home.root), payloadKeyFile(other.root));
  const { address } = daemonOf(muster.home);
  const env = { MUSTER_HOME: other.root, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'nope' };
  for (const command of [['runs'], ['worker', '--queue', 'rack-1']]) {
    const { exitCode, stderr } = await muster.start(command, env);
    expect(exitCode).toBe(exitCodes.engine);
    expect(stderr).toContain('has no namespace nope');
    expect(stderr).toContain('TEMPORAL_NAMESPACE');
  }
});

test('a worker without a Temporal server to work for says so', async () => {
  const alone = await muster.run('worker', '--queue', 'rack-1');
  expect(alone.exitCode).toBe(exitCodes.engine);
  expect(alone.stderr).toContain('TEMPORAL_ADDRESS is not set');
});
