import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AttemptRecord, readRecords } from '../../../activities/attempt/attempt-record.js';
import { attemptsFolder } from '../../../activities/attempt/places.js';
import type { AttemptCall } from '../../../activities/attempt/run-attempt.js';
import type { StepContext } from '../../../activities/contract/context.js';
import { bootId, isAlive, readProcess } from '../../../activities/process/proc.js';
import { patience } from '../../patience.js';
import { tempFolder } from '../temp-folder.js';
import { type AttemptOptions, attempt, here, stepTask, stepType } from './step-task.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let options: AttemptOptions;
beforeEach(async () => {
  folder = await tempFolder();
  options = { home: join(folder.path, 'home') };
});
afterEach(() => folder.remove());

function ledger(): string {
  const file = join(folder.path, 'ledger');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
const begun = () => ledger().match(/begin first/g)?.length ?? 0;

/** Writes when it begins and when it ends; told to end, it tidies up first. */
const tidy = `
  echo "begin $1" >> ledger
  trap 'sleep 0.1; echo "end $1" >> ledger; exit 1' TERM
  [ "$1" = second ] && { echo "end $1" >> ledger; exit; }
  sleep 60 & wait`;

function begin(who: string, call: Partial<AttemptCall>, mode: 'up' | 'undo' = 'up') {
  const work = async (ctx: StepContext) => {
    await ctx.exec('bash', ['-c', tidy, 'bash', who]);
    return {};
  };
  const type = stepType({ apply: work, undo: async (ctx) => Boolean(await work(ctx)) });
  const running = attempt(stepTask(folder.path, { checked: false, mode }), type, {
    ...options,
    call,
  });
  running.catch(() => {});
  return running;
}

/** One whose worker has not heard yet that nobody waits for it. */
async function working(call: Partial<AttemptCall>): Promise<{ first: Promise<unknown> }> {
  const before = begun();
  const first = begin('first', call);
  await vi.waitUntil(() => begun() > before, patience);
  return { first };
}

const inTurn = 'begin first\nend first\nbegin second\nend second\n';

describe('an attempt begins when the programs have ended', () => {
  it.each(['up', 'undo'] as const)('of a run of its name that is over (%s)', async (mode) => {
    const { first } = await working({ runId: 'ended' });
    await begin('second', { runId: 'next' }, mode);
    expect(ledger()).toBe(inTurn);
    await expect(first).rejects.toMatchObject({ type: 'worker.lost' });
  });

  it('of an attempt that Temporal has given up', async () => {
    const { first } = await working({ attempt: 1, repeatable: false });
    await begin('second', { attempt: 2 });
    expect(ledger()).toBe(inTurn);
    // It had begun, and cannot be checked: nobody knows.
    await expect(first).rejects.toMatchObject({ type: 'outcome.unknown' });
  });

  it.each(['is gone', 'lives'])('of an attempt whose worker, another one, %s', async (how) => {
    const program = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const worker = how === 'lives' ? spawn('sleep', ['60'], { stdio: 'ignore' }) : undefined;
    const { pid = 0 } = program;
    const startTime = readProcess(pid)?.startTime ?? 0;
    const file = join(attemptsFolder(options.home), 'other.json');
    mkdirSync(attemptsFolder(options.home), { recursive: true });
    writeFileSync(file, JSON.stringify(recordOf({ pid, startTime }, worker?.pid)));
    // As its worker does when its program has ended.
    program.once('exit', () => worker && rmSync(file));
    await begin('second', { runId: 'next' });
    expect(isAlive({ pid, startTime })).toBe(false);
    expect(readRecords(attemptsFolder(options.home))).toEqual([]);
    worker?.kill();
  });
});

it('an attempt leaves alone what works for another step of its run, or for another name', async () => {
  const over = new AbortController();
  const { signal } = over;
  const others = [
    await working({ activityId: 'other', signal }),
    await working({ workflowId: 'foreign', runId: 'other', signal }),
  ];
  await begin('second', {});
  expect(ledger()).not.toContain('end first');
  over.abort(new Error('the test is over'));
  for (const { first } of others) await expect(first).rejects.toThrow('the test is over');
});

/** As another worker wrote it down: gone, or with the process that it is. */
function recordOf(group: { pid: number; startTime: number }, worker = 2 ** 22 + 1): AttemptRecord {
  return {
    workflowId: 'cluster',
    runId: 'ended',
    activityId: 'box',
    attempt: 1,
    step: 'box',
    type: 'test.step',
    host: here.host,
    queue: here.queue,
    bootId: bootId(),
    worker: { pid: worker, startTime: readProcess(worker)?.startTime ?? 0 },
    startedAt: new Date(0).toISOString(),
    phase: 'changing',
    repeatable: true,
    programs: 1,
    groups: [{ ...group, endSignal: 'SIGTERM' }],
  };
}
