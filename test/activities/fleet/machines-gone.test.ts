import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StepError } from '../../../activities/contract/step-error.js';
import { unlessMachinesAreGone } from '../../../activities/fleet/machines-gone.js';
import start from '../../../activities/fleet/start.run.js';
import submit from '../../../activities/fleet/submit.run.js';
import { type TestContext, testContext } from '../step-context.js';

let test: TestContext;
beforeEach(async () => {
  test = await testContext({ mode: 'undo' });
});
afterEach(() => test.remove());

const unreachable = new StepError('fleet.unreachable', {
  message: 'No machine answers.',
  next: 'Look whether they run.',
});

/** Vagrant has noted a machine; LXC knows it or not. */
async function noted(isThere: boolean): Promise<void> {
  const machine = join(test.directory, '.vagrant', 'machines', 'core-01', 'lxc');
  await mkdir(machine, { recursive: true });
  await writeFile(join(machine, 'id'), 'core-01');
  const bin = join(test.directory, 'bin');
  await mkdir(bin);
  const says = isThere ? 'echo RUNNING' : `echo "core-01 doesn't exist"; exit 1`;
  await writeFile(join(bin, 'lxc-info'), `#!/bin/sh\n${says}\n`);
  await chmod(join(bin, 'lxc-info'), 0o755);
  Object.assign(test.ctx.env, { PATH: `${bin}:${process.env.PATH}` });
}

const undone = (undo: () => Promise<boolean>, vagrant: string | undefined = test.directory) =>
  unlessMachinesAreGone(test.ctx, vagrant, undo);

it('has nothing to take down, and asks nobody, where Vagrant knows of no machine', async () => {
  const undo = vi.fn(async () => true);
  expect(await undone(undo)).toBe(false);
  expect(undo).not.toHaveBeenCalled();
  expect(test.lines.join()).toContain('its units went with it');
});

it('has nothing to take down where none answers and none exists any more', async () => {
  await noted(false);
  expect(await undone(() => Promise.reject(unreachable))).toBe(false);
});

it('fails where none answers and one exists: it may be halted, with its units', async () => {
  await noted(true);
  await expect(undone(() => Promise.reject(unreachable))).rejects.toBe(unreachable);
});

it('goes by fleet where that answers, whatever it says', async () => {
  await noted(false);
  expect(await undone(async () => true)).toBe(true);
  const failed = new StepError('fleet.failed', { message: 'x', next: 'y' });
  await expect(undone(() => Promise.reject(failed))).rejects.toBe(failed);
});

it('takes silence for a failure where nobody says whose machines they are', async () => {
  const undo = unlessMachinesAreGone(test.ctx, undefined, () => Promise.reject(unreachable));
  await expect(undo).rejects.toBe(unreachable);
});

it('a second down of units whose machines were destroyed has nothing to take down', async () => {
  const input = {
    tunnel: ['127.0.0.1:1', '127.0.0.1:2'],
    user: 'core',
    'strict-host-keys': false,
    'request-timeout': '1s',
    vagrant: test.directory,
    units: ['a.service'],
  };
  expect(await start.undo?.(test.ctx, input)).toBe(false);
  expect(await submit.undo?.(test.ctx, input)).toBe(false);
});
