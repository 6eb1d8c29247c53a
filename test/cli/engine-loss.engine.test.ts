import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { exitCodes } from '../../cli/exit-codes.js';
import { patience } from '../patience.js';
import { daemonOf } from '../worker/engine/support/homes.js';
import { MusterProcess } from './muster-process.js';

/** A step that runs until the world lets it go on. */
const pipeline = `
name: patient
steps:
  - id: wait
    run: touch "started"; until test -e go; do sleep 0.1; done; touch done
    check: test -e done
`;

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
  await writeFile(join(muster.folder, 'patient.yaml'), pipeline);
});
afterAll(() => muster.clear());

test('a command whose engine is killed starts it again and follows its run to the end', async () => {
  const up = muster.start(['up', 'patient.yaml']);
  const started = join(muster.folder, 'started');
  await vi.waitUntil(() => existsSync(started), patience);
  const killed = daemonOf(muster.home).pid;
  process.kill(killed, 'SIGKILL');
  await vi.waitUntil(() => daemonOfOther(killed), patience);
  await writeFile(join(muster.folder, 'go'), '');
  const { exitCode, stdout, stderr } = await up;
  expect(stderr).toContain('The engine has died under this command; starting it again.');
  expect(stdout).toContain('patient is up: 1 step changed');
  expect(exitCode).toBe(exitCodes.ok);
});

/** Whether another daemon than the killed one is ready. */
function daemonOfOther(killed: number): boolean {
  try {
    return daemonOf(muster.home).pid !== killed;
  } catch {
    return false;
  }
}
