import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecords } from '../../../activities/attempt/attempt-record.js';
import { attemptsFolder, stepLogsFolder } from '../../../activities/attempt/places.js';
import type { StepContext } from '../../../activities/contract/context.js';
import { StepError } from '../../../activities/contract/step-error.js';
import type { Progress } from '../../../contract/task.js';
import { tempFolder, waitFor } from '../temp-folder.js';
import { type AttemptOptions, attempt, stepTask, stepType } from './step-task.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let options: AttemptOptions;
beforeEach(async () => {
  folder = await tempFolder();
  options = { home: join(folder.path, 'home') };
});
afterEach(() => folder.remove());

function logText(): string {
  const logs = stepLogsFolder(options.home, { name: 'cluster', runId: 'run-1' }, 'box');
  return readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), 'utf8'))
    .join('');
}

describe('what an attempt leaves and tells', () => {
  it('keeps a record while it runs, with the group of its program, and none after', async () => {
    const seen: unknown[] = [];
    const apply = async (ctx: StepContext) => {
      await ctx.exec('bash', ['-c', 'echo $$; read -t 0.1 < <(sleep 1)'], {
        onLine: (pid) =>
          seen.push({ pid: Number(pid), record: readRecords(attemptsFolder(options.home)) }),
      });
      return {};
    };
    await attempt(stepTask(folder.path, { checked: false }), stepType({ apply }), options);
    const [{ pid, record }] = seen as [{ pid: number; record: ReturnType<typeof readRecords> }];
    expect(record[0]?.record).toMatchObject({
      workflowId: 'cluster',
      activityId: 'box',
      phase: 'changing',
      worker: { pid: process.pid },
      groups: [{ pid, endSignal: 'SIGTERM' }],
    });
    expect(readRecords(attemptsFolder(options.home))).toEqual([]);
  });

  it('ends what it has no use for any more before it answers, and leaves no record', async () => {
    const other =
      'trap "sleep 0.1; echo ended >>ledger; exit" TERM; echo begun >>ledger; sleep 60 & wait';
    const first = 'until grep -q begun ledger 2>/dev/null; do sleep 0.01; done';
    const check = async (ctx: StepContext) => {
      const fails = ctx.exec('bash', ['-c', first]).then(() => Promise.reject(new Error('no')));
      await Promise.all([fails, ctx.exec('bash', ['-c', other])]);
      return { holds: true, outputs: {} } as const;
    };
    const task = stepTask(folder.path, { mode: 'look' });
    await expect(attempt(task, stepType({ check }), options)).rejects.toThrow('no');
    expect(readFileSync(join(folder.path, 'ledger'), 'utf8')).toBe('begun\nended\n');
    expect(readRecords(attemptsFolder(options.home))).toEqual([]);
  });

  it('masks secrets in log, parts and failures', async () => {
    const secret = 'hunter2-and-more';
    const withSecret = stepTask(folder.path, {
      checked: false,
      with: { value: { value: null }, secrets: { '/value': 'PASSWORD' } },
      env: { value: { PASSWORD: null }, secrets: { '/PASSWORD': 'PASSWORD' } },
    });
    const own = { ...options, secrets: { PASSWORD: secret } };
    const apply = async (ctx: StepContext, input: { value: string }) => {
      const { stdout } = await ctx.exec('bash', [
        '-c',
        'echo "$PASSWORD"; echo -n "$PASSWORD" | base64',
      ]);
      expect(stdout).toContain(secret);
      ctx.progress({ [input.value]: `x ${secret} y` });
      return {};
    };
    const beats: Progress[] = [];
    await attempt(withSecret, stepType({ apply }), own, beats);
    expect(JSON.stringify(beats)).not.toContain(secret);
    expect(logText()).not.toContain(secret);
    expect(logText()).not.toContain(Buffer.from(secret).toString('base64').slice(0, 12));
    const broken = stepType({
      apply: (_, input) => Promise.reject(new Error(`bad password ${input.value}`)),
    });
    await expect(attempt(withSecret, broken, own)).rejects.toMatchObject({
      type: 'step.failed',
      message: 'Error: bad password ***',
      stack: '',
    });
  });

  it('refuses outputs that would burden the history', async () => {
    const type = stepType({ apply: async () => ({ big: 'x'.repeat(65_536) }) });
    await expect(
      attempt(stepTask(folder.path, { checked: false }), type, options),
    ).rejects.toMatchObject({ type: 'outputs.too-large', nonRetryable: true });
  });

  it('quotes the last lines of the output in a failure', async () => {
    const apply = async (ctx: StepContext) => {
      await ctx.exec('bash', ['-c', 'echo reading; echo "disk on fire" >&2']);
      throw new StepError('program.failed', { message: 'exit 1', next: 'Look.' });
    };
    await expect(
      attempt(stepTask(folder.path, { checked: false }), stepType({ apply }), options),
    ).rejects.toMatchObject({
      details: [{ tail: expect.arrayContaining(['reading', 'disk on fire']) }],
    });
  });

  it('tells phase, parts and reason with its heartbeat', async () => {
    const beats: Progress[] = [];
    let on = false;
    const lamp = stepType({
      check: async () =>
        on
          ? { holds: true, outputs: {}, parts: { lamp: 'on' } }
          : { holds: false, why: 'the lamp is off', parts: { lamp: 'off' } },
      apply: async () => {
        on = true;
        return undefined;
      },
    });
    await attempt(stepTask(folder.path), lamp, options, beats);
    expect(beats.map((beat) => beat.phase)).toEqual(['checking', 'applying', 'verifying']);
    expect(beats[1]).toMatchObject({ why: 'the lamp is off', parts: { lamp: 'off' } });
  });
});

describe('an abort', () => {
  const sleeper = async (ctx: StepContext) => {
    await ctx.exec('bash', ['-c', 'echo $$; sleep 60'], { onLine: () => ctx.log('started') });
    return {};
  };

  it('ends the programs and throws its reason', async () => {
    const controller = new AbortController();
    const call = { signal: controller.signal };
    const running = attempt(
      stepTask(folder.path, { checked: false }),
      stepType({ apply: sleeper }),
      { ...options, call },
    );
    running.catch(() => {});
    await waitFor(() => logText().includes('started') || undefined);
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('by the shutdown of the worker leaves the outcome of an unsafe step unknown', async () => {
    const controller = new AbortController();
    const call = { signal: controller.signal, repeatable: false, shuttingDown: () => true };
    const running = attempt(
      stepTask(folder.path, { checked: false }),
      stepType({ apply: sleeper }),
      { ...options, call },
    );
    running.catch(() => {});
    await waitFor(() => logText().includes('started') || undefined);
    controller.abort(new Error('WORKER_SHUTDOWN'));
    await expect(running).rejects.toMatchObject({ type: 'outcome.unknown', nonRetryable: true });
  });
});
