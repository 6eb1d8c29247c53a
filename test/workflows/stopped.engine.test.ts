import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StepTask } from '../../contract/task.js';
import { patience } from '../patience.js';
import { by } from './chain.js';
import { plan, reading, step } from './plan-builder.js';
import { failure, holds, startRig, type TemporalRig } from './temporal-rig.js';

let rig: TemporalRig;
let visited: string[];
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.close());
beforeEach(() => {
  visited = [];
});

/** Until somebody ends it, or `until` says so. */
async function hangs(until: () => boolean = () => false): Promise<void> {
  const beat = setInterval(() => Context.current().heartbeat(), 50);
  try {
    await Promise.race([Context.current().cancelled, vi.waitUntil(until, patience)]);
  } finally {
    clearInterval(beat);
  }
}

const visit = (task: StepTask) => {
  visited.push(task.mode === 'up' ? task.step : `${task.mode} ${task.step}`);
};
const begun = (what: string) => vi.waitUntil(() => visited.includes(what), patience);

describe('a down that is stopped while it looks takes nothing down:', () => {
  const reads = plan([step('a'), step('b', { needs: ['a'], ...reading('a') })]);
  it.each([
    ['aborted', 'aborted', (name: string) => rig.runs.abort(name, { undo: false, by })],
    [
      'cancelled in Temporal',
      'aborted',
      async (name: string) => {
        await rig.environment.client.workflow.getHandle(name).cancel();
      },
    ],
    ['timed out', 'failed', () => Promise.resolve()],
  ])('%s', async (how, state, stop) => {
    rig.activity = async (task) => {
      visit(task);
      if (task.mode === 'look') await hangs();
      return { undone: true };
    };
    const limited = how === 'timed out' ? { ...reads, timeout: 2000 } : reads;
    const name = await rig.start(limited, { mode: 'down' });
    await begun('look a');
    await stop(name);
    expect((await rig.settled(name)).state).toBe(state);
    expect(visited).toEqual(['look a']);
  });
});

describe('what is being taken down', () => {
  const two = plan([step('a'), step('b', { needs: ['a'] })]);

  it('is not cut by the timeout of the run', async () => {
    const startedAt = Date.now();
    const timeout = 8000;
    rig.activity = async (task) => {
      visit(task);
      if (task.mode === 'up' && task.step === 'b') throw failure();
      if (task.mode === 'up') return holds(task);
      if (task.step === 'b') await hangs(() => Date.now() > startedAt + timeout + 1000);
      return { undone: true };
    };
    const name = await rig.start({ ...two, timeout });
    await rig.settled(name);
    await rig.runs.abort(name, { undo: true, by });
    const view = await rig.settled(name);
    expect(view.state).toBe('aborted');
    expect(view.steps.map(({ change }) => change)).toEqual(['undone', 'undone']);
  });

  it('cannot be aborted to take it down, and can be aborted to leave what hangs', async () => {
    rig.activity = async (task) => {
      visit(task);
      if (task.step === 'b') await hangs();
      return { undone: true };
    };
    const name = await rig.start(two, { mode: 'down' });
    await begun('undo b');
    await expect(rig.runs.abort(name, { undo: true, by })).rejects.toMatchObject({
      code: 'run.refused',
      message: expect.stringContaining('it is being taken down already'),
    });
    await rig.runs.abort(name, { undo: false, by });
    const view = await rig.settled(name);
    expect(view.state).toBe('aborted');
    expect(view.steps.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });
});

it('a run whose turn fails again and again says why, takes no order, and can be ended', async () => {
  rig.activity = holds;
  // What Temporal refuses of every worker, in each turn of the run.
  const name = await rig.start(plan([step('a'), step('b', { needs: ['a'], timeout: -120_000 })]));
  const message = () =>
    rig.runs.view(name).then(
      ({ state }) => state,
      (error: Error) => error.message,
    );
  await expect.poll(message, patience).toMatch(/^The run ".*" cannot go on: .*StartToCloseTimeout/);
  await expect(rig.runs.abort(name, { undo: false, by })).rejects.toMatchObject({
    code: 'run.stuck',
    refusal: { name, open: true },
  });
  await rig.runs.end(name, { by });
  const view = await rig.runs.view(name);
  expect(view.state).toBe('aborted');
  expect(view.steps.map(({ id, state, why }) => [id, state, why])).toEqual([
    ['a', 'cancelled', 'nobody can read any more what became of it'],
    ['b', 'cancelled', 'nobody can read any more what became of it'],
  ]);
  await expect(rig.runs.end(name, { by })).rejects.toMatchObject({ code: 'run.refused' });
  // A resume does not know what was done; a down takes down what the plan can.
  const from = { queue: 'rig', environment: { host: 'here', variables: {} }, by };
  await expect(rig.runs.restart(name, from)).rejects.toMatchObject({
    code: 'run.stuck',
    refusal: { name, open: false },
  });
  expect((await rig.runs.lastUp(name))?.plan.steps).toHaveLength(2);
});

it('a run that takes orders is not ended by force', async () => {
  rig.activity = holds;
  const name = await rig.start(plan([step('gate', { type: 'approval' })]));
  await rig.settled(name);
  await expect(rig.runs.end(name, { by })).rejects.toMatchObject({ code: 'run.refused' });
  await rig.runs.abort(name, { undo: false, by });
});

it('last steps that hang are ended by an abort, and the run has failed', async () => {
  rig.activity = async (task) => {
    visit(task);
    if (task.step === 'last') await hangs();
    return holds(task);
  };
  const finals = [step('last'), step('after')];
  const name = await rig.start(plan([step('a')], { finally: finals }));
  await begun('last');
  await expect(rig.runs.abort(name, { undo: true, by })).rejects.toMatchObject({
    message: expect.stringContaining('its last steps run: abort it without undo first'),
  });
  await rig.runs.abort(name, { undo: false, by });
  const view = await rig.settled(name);
  expect(view.state).toBe('failed');
  expect(view.finally.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  expect(visited).toEqual(['a', 'last']);
});

describe('last steps have their turn where the run is cancelled in Temporal', () => {
  const last = { finally: [step('last')] };
  const cancel = (name: string) => rig.environment.client.workflow.getHandle(name).cancel();

  it('while it applies', async () => {
    rig.activity = async (task) => {
      visit(task);
      if (task.step === 'a') await hangs();
      return holds(task);
    };
    const name = await rig.start(plan([step('a')], last));
    await begun('a');
    await cancel(name);
    const view = await rig.settled(name);
    expect(view.finally.map(({ state }) => state)).toEqual(['done']);
    expect(visited).toEqual(['a', 'last']);
  });

  it.each(['undo a', 'last'])('and %s is under way', async (what) => {
    let told = false;
    rig.activity = async (task) => {
      visit(task);
      if (visited.at(-1) === what) await hangs(() => told);
      return task.mode === 'undo' ? { undone: true } : holds(task);
    };
    const name = await rig.start(plan([step('a')], last), { mode: 'down' });
    await begun(what);
    await cancel(name);
    told = true;
    const view = await rig.settled(name);
    expect(view.steps.map(({ change }) => change)).toEqual(['undone']);
    expect(view.finally.map(({ state }) => state)).toEqual(['done']);
  });
});

it('last steps have the timeout of the run, from their begin, and the run has failed', async () => {
  rig.activity = async (task) => {
    visit(task);
    if (task.step === 'last') await hangs();
    return holds(task);
  };
  const name = await rig.start({
    ...plan([step('a')], { finally: [step('last')] }),
    timeout: 2000,
  });
  const view = await rig.settled(name);
  expect(view.state).toBe('failed');
  expect(view.steps.map(({ state }) => state)).toEqual(['done']);
  expect(view.finally.map(({ state }) => state)).toEqual(['cancelled']);
});

it('what is said of last steps of which nobody knows is what one can do', async () => {
  rig.activity = (task) => {
    if (task.step === 'last') throw failure('outcome.unknown');
    return holds(task);
  };
  const name = await rig.start(plan([step('a')], { finally: [step('last', { checked: false })] }));
  const [last] = (await rig.settled(name)).finally;
  expect(last).toMatchObject({ state: 'failed', failure: { code: 'outcome.unknown' } });
  expect(last?.failure?.next).toContain('a resume does last again in any case');
});
