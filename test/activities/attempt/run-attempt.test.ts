import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRecords } from '../../../activities/attempt/attempt-record.js';
import { attemptsFolder, stepLogsFolder } from '../../../activities/attempt/places.js';
import type { StepContext } from '../../../activities/contract/context.js';
import type { Check } from '../../../activities/contract/define-step.js';
import { StepError } from '../../../activities/contract/step-error.js';
import type { Progress } from '../../../activities/contract/task.js';
import { tempFolder, waitFor } from '../temp-folder.js';
import { type AttemptOptions, attempt, stepTask, stepType } from './step-task.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let options: AttemptOptions;
beforeEach(async () => {
  folder = await tempFolder();
  options = { home: join(folder.path, 'home') };
});
afterEach(() => folder.remove());

/** A world with one lamp. */
class Lamp {
  on: boolean;
  applied = 0;
  looks = 0;
  constructor(on: boolean) {
    this.on = on;
  }
  check = async (): Promise<Check<Record<string, unknown>>> => {
    this.looks++;
    return this.on
      ? { holds: true, outputs: { lamp: 'on' }, parts: { lamp: 'on' } }
      : { holds: false, why: 'the lamp is off', parts: { lamp: 'off' } };
  };
  apply = async () => {
    this.applied++;
    this.on = true;
    return undefined;
  };
  undo = async () => {
    const was = this.on;
    this.on = false;
    return was;
  };
}

const unavailable = () =>
  new StepError('registry.unreachable', { message: 'no answer', next: 'Start it.' });

function logText(): string {
  const logs = stepLogsFolder(options.home, { name: 'cluster', runId: 'run-1' }, 'box');
  return readdirSync(logs)
    .map((name) => readFileSync(join(logs, name), 'utf8'))
    .join('');
}

describe('up', () => {
  it('changes nothing where it holds already', async () => {
    const lamp = new Lamp(true);
    const result = await attempt(stepTask(folder.path), stepType(lamp), options);
    expect(result).toEqual({
      holds: true,
      changed: false,
      outputs: { lamp: 'on' },
      parts: { lamp: 'on' },
    });
    expect(lamp.applied).toBe(0);
  });

  it('applies what is missing, then looks until it is seen to hold', async () => {
    const lamp = new Lamp(false);
    const task = stepTask(folder.path, { verify: { within: 1000, every: 1, passes: 3 } });
    const result = await attempt(task, stepType(lamp), options);
    expect(result).toMatchObject({ holds: true, changed: true, outputs: { lamp: 'on' } });
    expect(lamp).toMatchObject({ applied: 1, looks: 4 });
  });

  it('asks for all passes before it calls something unchanged', async () => {
    const lamp = new Lamp(true);
    const check = async () => {
      if (lamp.looks === 2 && lamp.applied === 0) lamp.on = false;
      return lamp.check();
    };
    const task = stepTask(folder.path, { verify: { within: 1000, every: 1, passes: 3 } });
    const result = await attempt(task, stepType({ check, apply: lamp.apply }), options);
    expect(result).toMatchObject({ changed: true });
  });

  it.each([
    ['its own code', unavailable(), 'registry.unreachable'],
    ['look.failed', new Error('no such host'), 'look.failed'],
  ])('never applies when it cannot look, and says so with %s', async (_, error, code) => {
    const apply = vi.fn();
    const check = () => Promise.reject(error);
    await expect(
      attempt(stepTask(folder.path), stepType({ check, apply }), options),
    ).rejects.toMatchObject({ type: code, nonRetryable: false });
    expect(apply).not.toHaveBeenCalled();
  });

  it('fails when what was applied is not seen to hold, with why and the parts', async () => {
    const lamp = new Lamp(false);
    const type = stepType({ check: lamp.check, apply: async () => undefined });
    await expect(attempt(stepTask(folder.path), type, options)).rejects.toMatchObject({
      type: 'verify.failed',
      message: 'box was applied, but not seen to hold within 0.2 s: the lamp is off',
      details: [{ parts: { lamp: 'off' } }],
    });
  });

  it('takes a look that fails after apply for "not yet"', async () => {
    const lamp = new Lamp(false);
    const check = async () => {
      if (lamp.applied > 0 && lamp.looks++ < 4) throw unavailable();
      return lamp.check();
    };
    const result = await attempt(
      stepTask(folder.path),
      stepType({ check, apply: lamp.apply }),
      options,
    );
    expect(result).toMatchObject({ holds: true, changed: true });
  });

  it('waits where there is nothing to apply', async () => {
    const lamp = new Lamp(false);
    setTimeout(() => {
      lamp.on = true;
    }, 30);
    const result = await attempt(stepTask(folder.path), stepType({ check: lamp.check }), options);
    expect(result).toMatchObject({ holds: true, changed: false });
  });

  it('names the failing look when a wait never once could look', async () => {
    const check = () => Promise.reject(unavailable());
    await expect(
      attempt(stepTask(folder.path), stepType({ check }), options),
    ).rejects.toMatchObject({ type: 'registry.unreachable', details: [{ next: 'Start it.' }] });
  });

  it('runs a step without a check once, with the outputs it returns', async () => {
    const task = stepTask(folder.path, { checked: false });
    const apply = async () => ({ version: 7 });
    expect(await attempt(task, stepType({ apply }), options)).toEqual({
      holds: true,
      changed: true,
      outputs: { version: 7 },
    });
  });
});

describe('look', () => {
  it('says what does not hold and applies nothing', async () => {
    const lamp = new Lamp(false);
    const task = stepTask(folder.path, { mode: 'look' });
    expect(await attempt(task, stepType(lamp), options)).toEqual({
      holds: false,
      why: 'the lamp is off',
      parts: { lamp: 'off' },
    });
    expect(lamp.applied).toBe(0);
  });

  it('never runs a step without a check', async () => {
    const apply = vi.fn();
    const task = stepTask(folder.path, { mode: 'look', checked: false });
    expect(await attempt(task, stepType({ apply }), options)).toEqual({
      holds: false,
      why: 'always runs',
    });
    expect(apply).not.toHaveBeenCalled();
  });
});

describe('undo', () => {
  it('takes down, and tells when there was nothing to take down', async () => {
    const lamp = new Lamp(true);
    const task = stepTask(folder.path, { mode: 'undo' });
    expect(await attempt(task, stepType(lamp), options)).toEqual({ undone: true });
    expect(await attempt(task, stepType(lamp), options)).toEqual({ undone: false });
  });

  it('fails where the check still holds', async () => {
    const type = stepType({ check: new Lamp(true).check, undo: async () => true });
    const task = stepTask(folder.path, { mode: 'undo' });
    await expect(attempt(task, type, options)).rejects.toMatchObject({ type: 'verify.failed' });
  });

  it('is content with a check that can no longer look', async () => {
    const type = stepType({
      check: () => Promise.reject(new Error('gone')),
      undo: async () => true,
    });
    const task = stepTask(folder.path, { mode: 'undo' });
    expect(await attempt(task, type, options)).toEqual({ undone: true });
  });
});

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

  it('masks secrets in log, outputs and failures', async () => {
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
      return { given: input.value, nested: [{ text: `x ${secret} y` }] };
    };
    expect(await attempt(withSecret, stepType({ apply }), own)).toMatchObject({
      outputs: { given: '***', nested: [{ text: 'x *** y' }] },
    });
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
    await attempt(stepTask(folder.path), stepType(new Lamp(false)), options, beats);
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
