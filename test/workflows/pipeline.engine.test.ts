import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MusterClient } from '../../client/muster-client.js';
import { plan, reading, step } from './plan-builder.js';
import { failure, holds, startRig, type TemporalRig } from './temporal-rig.js';

const by = { kind: 'user', id: 'somebody@somewhere', via: 'command' } as const;
let rig: TemporalRig;
let visited: string[];

beforeAll(async () => {
  rig = await startRig(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40']);
});
afterAll(() => rig?.close());
beforeEach(() => {
  visited = [];
  rig.activity = holds;
});

const chain = plan([
  step('a'),
  step('b', { needs: ['a'], ...reading('a') }),
  step('c', { needs: ['a', 'b'] }),
]);

/** `test.step` that fails for one step until told otherwise. */
function failingAt(id: string): { mended: boolean } {
  const state = { mended: false };
  rig.activity = (task) => {
    visited.push(task.mode === 'up' ? task.step : `${task.mode} ${task.step}`);
    if (task.mode === 'undo') return { undone: true };
    if (task.step === id && !state.mended) throw failure();
    return holds(task);
  };
  return state;
}

describe('a run on a real Temporal server', () => {
  it('is one activity a step, named after the step type, with the step as its id', async () => {
    const name = await rig.start(chain);
    const view = await rig.settled(name);
    expect(view.state).toBe('succeeded');
    const { events } = await rig.environment.client.workflow.getHandle(name).fetchHistory();
    const scheduled = (events ?? []).flatMap((event) => {
      const activity = event.activityTaskScheduledEventAttributes;
      return activity ? [[activity.activityType?.name, activity.activityId]] : [];
    });
    expect(scheduled).toEqual([
      ['test.step', 'a'],
      ['test.step', 'b'],
      ['test.step', 'c'],
    ]);
  });

  it('is held where a step fails, says why, and goes on from there when resumed', async () => {
    const state = failingAt('b');
    const name = await rig.start(chain);
    const held = await rig.settled(name);
    expect(held.state).toBe('held');
    expect(held.steps.map((each) => each.state)).toEqual(['done', 'held', 'waiting']);
    expect(held.steps[1]?.failure).toMatchObject({
      code: 'test.failed',
      message: 'it failed',
      next: 'Mend it.',
      tail: ['last line'],
    });
    state.mended = true;
    await rig.runs.resume(name, { by });
    expect((await rig.settled(name)).state).toBe('succeeded');
    expect(visited).toEqual(['a', 'b', 'a', 'b', 'c']);
  });

  it('refuses a second run of the same name, and says what holds the name', async () => {
    failingAt('b');
    const name = await rig.start(chain);
    await rig.settled(name);
    await expect(rig.start(chain, { name })).rejects.toMatchObject({
      code: 'run.busy',
      message: expect.stringContaining('held'),
      refusal: { run: { name, state: 'held', held: ['b'] }, wanted: 'start' },
    });
    await rig.runs.abort(name, { undo: false, by });
  });

  it('refuses at once to look at, or order, what only a worker could answer that is not there', async () => {
    const from = new MusterClient(rig.environment.client, undefined, 'mine');
    const name = await rig.start(chain, { queue: 'gone' });
    const refusal = { code: 'queue.unserved', queue: 'gone', name };
    await expect(from.view(name)).rejects.toMatchObject({ refusal });
    await expect(from.abort(name, { undo: true, by })).rejects.toMatchObject({ refusal });
    expect(await from.placeOf(name)).toEqual({ queue: 'gone', isOpen: true, isDown: false });
    await rig.environment.client.workflow.getHandle(name).terminate();
  });

  it('refuses an update that does not fit, with the reason', async () => {
    failingAt('b');
    const name = await rig.start(chain);
    await rig.settled(name);
    await expect(rig.runs.resume(name, { steps: ['c'], by })).rejects.toMatchObject({
      code: 'run.refused',
      message: expect.stringContaining('not held: c (held: b)'),
    });
    await rig.runs.abort(name, { undo: false, by });
    await rig.settled(name);
    await expect(rig.runs.resume(name, { by })).rejects.toMatchObject({ code: 'run.refused' });
  });

  it('takes down in reverse when a held run is aborted with undo', async () => {
    failingAt('c');
    const name = await rig.start(chain);
    await rig.settled(name);
    visited = [];
    await rig.runs.abort(name, { undo: true, reason: 'enough', by });
    const view = await rig.settled(name);
    expect(view.state).toBe('aborted');
    expect(visited).toEqual(['undo c', 'undo b', 'undo a']);
    expect(view.actions).toMatchObject([{ verb: 'abort', by, reason: 'enough' }]);
  });

  it('ends what runs when aborted', async () => {
    rig.activity = async () => {
      Context.current().heartbeat();
      const beat = setInterval(() => Context.current().heartbeat(), 50);
      try {
        await Context.current().cancelled;
      } finally {
        clearInterval(beat);
      }
      return { undone: false };
    };
    const name = await rig.start(chain);
    await expect.poll(() => rig.runs.view(name).then((v) => v.steps[0]?.state)).toBe('running');
    await rig.runs.abort(name, { undo: false, by });
    const view = await rig.settled(name);
    expect(view.state).toBe('aborted');
    expect(view.steps.map((each) => each.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('takes nothing down before what ran has ended', async () => {
    const order: string[] = [];
    rig.activity = async (task) => {
      if (task.mode === 'undo') {
        order.push(`undo ${task.step}`);
        return { undone: true };
      }
      const beat = setInterval(() => Context.current().heartbeat(), 50);
      const over = await Context.current().cancelled.catch((error: unknown) => error);
      clearInterval(beat);
      // A program that takes its time to end: long enough for the run to do something else.
      for (let turn = 0; turn < 10; turn++) await rig.runs.view(name);
      order.push(`${task.step} ended`);
      throw over;
    };
    const name = await rig.start(plan([step('a')]));
    await expect.poll(() => rig.runs.view(name).then((v) => v.steps[0]?.state)).toBe('running');
    await rig.runs.abort(name, { undo: true, by });
    expect((await rig.settled(name)).state).toBe('aborted');
    expect(order).toEqual(['a ended', 'undo a']);
  });

  it("treats Temporal's Cancel as an abort that keeps what is there", async () => {
    failingAt('b');
    const name = await rig.start(chain);
    await rig.settled(name);
    visited = [];
    await rig.environment.client.workflow.getHandle(name).cancel();
    const view = await rig.settled(name);
    expect(view.state).toBe('aborted');
    expect(visited).toEqual([]);
  });

  it('runs finally once, when the run ends, and tells it how', async () => {
    const told: unknown[] = [];
    const state = failingAt('b');
    const failing = rig.activity;
    rig.activity = (task) => {
      if (task.step === 'last') told.push(task.with.value);
      return failing(task);
    };
    const last = step('last', {
      with: { map: { state: { expression: { expr: 'run.state', reads: [] } } } },
    });
    const name = await rig.start({ ...chain, finally: [last] });
    await rig.settled(name);
    expect(told).toEqual([]);
    state.mended = true;
    await rig.runs.resume(name, { by });
    await rig.settled(name);
    expect(told).toEqual([{ state: 'succeeded' }]);
  });

  it('looks without blocking the name, and changes nothing', async () => {
    const modes: string[] = [];
    rig.activity = (task) => {
      modes.push(task.mode);
      return { holds: false, why: 'not there' };
    };
    const name = await rig.start(chain, { mode: 'look', name: 'same' });
    expect(name).toMatch(/^look\/same\//);
    const view = await rig.settled(name);
    expect(view.steps.map((each) => each.change)).toEqual(['to-do', 'known-after-apply', 'to-do']);
    expect(new Set(modes)).toEqual(new Set(['look']));
  });

  it('keeps a held step over continue-as-new', async () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      step(`s${index}`, {
        needs: index === 0 ? [] : [`s${index - 1}`],
      }),
    );
    const state = failingAt('s11');
    const name = await rig.start(plan(many));
    const held = await rig.settled(name);
    expect(held.state).toBe('held');
    state.mended = true;
    await rig.runs.resume(name, { by });
    const view = await rig.settled(name);
    expect(view.state).toBe('succeeded');
    const { runId } = await rig.environment.client.workflow.getHandle(name).describe();
    expect(runId).not.toBe(view.runId);
  });

  it('goes on as a new run after one that was closed, and repeats no step it cannot look at', async () => {
    const state = failingAt('c');
    const unchecked = plan([
      step('a'),
      step('b', { needs: ['a'], checked: false }),
      step('c', { needs: ['a', 'b'] }),
    ]);
    const name = await rig.start(unchecked);
    const first = await rig.settled(name);
    await rig.runs.abort(name, { undo: false, by });
    await rig.settled(name);
    state.mended = true;
    visited = [];
    await rig.runs.restart(name, {
      queue: 'rig',
      environment: { host: 'here', variables: {} },
      by,
    });
    const view = await rig.settled(name);
    expect(view.state).toBe('succeeded');
    expect(view.from).toBe(first.runId);
    expect(visited).toEqual(['a', 'c']);
    expect(view.steps[1]).toMatchObject({ state: 'done', change: 'reused' });
  });
});
