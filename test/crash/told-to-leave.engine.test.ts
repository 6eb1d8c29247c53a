import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunView } from '../../contract/run.js';
import { readEngine } from '../../worker/engine/engine-file.js';
import { MusterProcess } from '../cli/muster-process.js';

/** A daemon that is told to leave while a step runs: nothing of the step's has failed. */
const pipeline = `
name: patient
steps:
  - id: wait
    run: touch begun; while ! test -e open; do sleep 0.1; done
    check: test -e open
    retry: { attempts: 1 }
`;

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
  await writeFile(join(muster.folder, 'pipeline.yaml'), pipeline);
});
afterAll(() => muster.clear());

const view = async () => {
  const { stdout } = await muster.runHere('status', 'patient', '--json');
  return JSON.parse(stdout) as RunView;
};

test('a step with its last attempt under way goes on with the next daemon, and is not held', async () => {
  await muster.runHere('up', '.', '--detach');
  const phase = async () => (await view()).steps[0]?.progress?.phase;
  await expect.poll(phase).toBe('applying');
  const first = readEngine(muster.home)?.pid ?? 0;
  process.kill(first, 'SIGTERM');
  await expect.poll(() => readEngine(muster.home)?.pid).not.toBe(first);
  await rm(join(muster.folder, 'begun'));

  await expect.poll(phase).toBe('applying');
  await writeFile(join(muster.folder, 'open'), '');
  const done = await muster.runHere('resume', 'patient', '--json');
  expect(JSON.parse(done.stdout)).toMatchObject({
    state: 'succeeded',
    steps: [{ id: 'wait', state: 'done', change: 'changed' }],
  });
});
