import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepContext } from '../../../activities/contract/context.js';
import { tempFolder } from '../temp-folder.js';
import { type AttemptOptions, attempt, stepTask, stepType } from './step-task.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let options: AttemptOptions;
beforeEach(async () => {
  folder = await tempFolder();
  options = { home: join(folder.path, 'home') };
});
afterEach(() => folder.remove());

/** A program that says so when it is asked to end, and takes a moment. */
const slow = 'trap "sleep 0.1; echo ended; exit 1" TERM; echo begun; sleep 60 & wait';
let lines: string[];
beforeEach(() => {
  lines = [];
});
const run = async (ctx: StepContext) => {
  await ctx.exec('sh', ['-c', slow], { onLine: (line) => lines.push(line) });
  return undefined;
};
const absent = async () => ({ holds: false, why: 'not there' }) as const;

describe('an attempt that exceeds its timeout', () => {
  it('fails when its programs have ended, with their last lines', async () => {
    const task = stepTask(folder.path, { timeout: 300 });
    const failed = attempt(task, stepType({ check: absent, apply: run }), options);
    await expect(failed).rejects.toMatchObject({
      type: 'step.timeout',
      nonRetryable: false,
      message: expect.stringContaining('within its timeout of 0.3 s'),
      details: [{ tail: ['begun', 'ended'] }],
    });
    expect(lines).toEqual(['begun', 'ended']);
  });

  it('may have done what cannot be checked', async () => {
    const task = stepTask(folder.path, { timeout: 300, checked: false });
    const call = { repeatable: false };
    const failed = attempt(task, stepType({ apply: run }), { ...options, call });
    await expect(failed).rejects.toMatchObject({ type: 'outcome.unknown', nonRetryable: true });
  });
});

it('lets an attempt be that ends in time', async () => {
  const task = stepTask(folder.path, { timeout: 60_000, checked: false });
  const type = stepType({ apply: async () => undefined });
  await expect(attempt(task, type, options)).resolves.toMatchObject({ holds: true });
});
