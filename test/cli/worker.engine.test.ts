import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { payloadKeyFile } from '../../client/codec.js';
import type { RunView } from '../../contract/run.js';
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
});

test('a worker without a Temporal server to work for says so', async () => {
  const alone = await muster.run('worker', '--queue', 'rack-1');
  expect(alone.exitCode).toBe(exitCodes.engine);
  expect(alone.stderr).toContain('TEMPORAL_ADDRESS is not set');
});
