import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { patience } from '../patience.js';
import { daemonOf } from '../worker/engine/support/homes.js';
import { MusterProcess } from './muster-process.js';

/** A step that runs until the world lets it go on. */
const pipeline = `
name: patient
steps:
  - id: wait
    run: echo >> started; until test -e go; do sleep 0.1; done; touch done
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
  const started = (times: number) => vi.waitUntil(async () => (await starts()) === times, patience);
  await started(1);
  const killed = daemonOf(muster.home).pid;
  process.kill(killed, 'SIGKILL');
  // The program of the lost daemon has been ended by then: it would go on too.
  await started(2);
  await writeFile(join(muster.folder, 'go'), '');
  const { exitCode, stdout, stderr } = await up;
  expect(stderr).toContain('The engine has died under this command; starting it again.');
  expect(stdout).toContain('patient is up: 1 step changed');
  expect(exitCode).toBe(exitCodes.ok);
});

/** How often the step's program has been started. */
async function starts(): Promise<number> {
  const text = await readFile(join(muster.folder, 'started'), 'utf8').catch(() => '');
  return text.length;
}
