import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Check } from '../../../activities/contract/define-step.js';
import { StepError } from '../../../activities/contract/step-error.js';
import { tempFolder } from '../temp-folder.js';
import {
  type AttemptOptions,
  attempt,
  here,
  shortWindow,
  stepTask,
  stepType,
} from './step-task.js';

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
    const task = stepTask(folder.path, { verify: { within: 60_000, every: 1, passes: 3 } });
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
    const task = stepTask(folder.path, { verify: { within: 60_000, every: 1, passes: 3 } });
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
    const task = stepTask(folder.path, { verify: shortWindow });
    await expect(attempt(task, type, options)).rejects.toMatchObject({
      type: 'verify.failed',
      message: 'box was applied, but not seen to hold within 0.2 s: the lamp is off',
      details: [{ parts: { lamp: 'off' }, where: here }],
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
    const task = stepTask(folder.path, { verify: shortWindow });
    await expect(attempt(task, stepType({ check }), options)).rejects.toMatchObject({
      type: 'registry.unreachable',
      details: [{ next: 'Start it.' }],
    });
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
    const task = stepTask(folder.path, { mode: 'undo', verify: shortWindow });
    await expect(attempt(task, type, options)).rejects.toMatchObject({ type: 'verify.failed' });
  });

  it('has nothing to do where the undo fails and the check says that nothing is there', async () => {
    const task = stepTask(folder.path, { mode: 'undo' });
    const undo = () => Promise.reject(new StepError('program.failed', failed));
    const failed = { message: 'rm: cannot remove it', next: '' };
    const gone = stepType({ check: new Lamp(false).check, undo });
    expect(await attempt(task, gone, options)).toEqual({ undone: false });
    const fails = expect.objectContaining({ type: 'program.failed' });
    const there = stepType({ check: new Lamp(true).check, undo });
    await expect(attempt(task, there, options)).rejects.toEqual(fails);
    const unknown = stepType({ check: () => Promise.reject(new Error('no answer')), undo });
    await expect(attempt(task, unknown, options)).rejects.toEqual(fails);
    const unchecked = stepTask(folder.path, { mode: 'undo', checked: false });
    await expect(attempt(unchecked, stepType({ undo }), options)).rejects.toEqual(fails);
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
