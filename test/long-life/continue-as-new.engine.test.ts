import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../contract/plan.js';
import { plan, reading, step } from '../workflows/plan-builder.js';
import { failure, holds, startRig, type TemporalRig } from '../workflows/temporal-rig.js';

const by = { kind: 'user', id: 'somebody@somewhere', via: 'command' } as const;
let rig: TemporalRig;
/** What was started, in order, with its mode where that is not `up`. */
let visited: string[];
/** Ids of steps that fail. */
let failing: Set<string>;

beforeAll(async () => {
  rig = await startRig(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=60']);
});
afterAll(() => rig?.close());
beforeEach(() => {
  visited = [];
  failing = new Set();
  rig.activity = (task) => {
    visited.push(task.mode === 'up' ? task.step : `${task.mode} ${task.step}`);
    if (task.mode === 'undo') return { undone: true };
    if (failing.has(task.step)) throw failure();
    return holds(task);
  };
});

/** So many steps in a row that the history is too long after them. */
const long = 14;
const id = (index: number) => `s${index}`;

function chain(more: PlannedStep[] = []): PlannedStep[] {
  const steps = Array.from({ length: long }, (_, index) =>
    step(id(index), { checked: false, needs: index === 0 ? [] : [id(index - 1)] }),
  );
  return [...steps, ...more];
}

/** How many executions the run consists of by now. */
async function executions(name: string): Promise<number> {
  const query = `WorkflowType = 'pipeline' AND WorkflowId = '${name}'`;
  let count = 0;
  for await (const _ of rig.environment.client.workflow.list({ query })) count += 1;
  return count;
}

/** Waits until the run has gone over to another execution. */
async function goneOver(name: string): Promise<void> {
  await expect.poll(() => executions(name)).toBeGreaterThan(1);
}

const last = (changes: Partial<PlannedStep> = {}) =>
  step('last', { needs: [id(long - 1)], ...changes });

describe('a run whose history has become too long', () => {
  it('keeps its name, its first run id and its line in the list while it is held', async () => {
    failing.add('last');
    const name = await rig.start(plan(chain([last(reading('s0'))])));
    const started = await rig.runs.view(name);
    await goneOver(name);
    const held = await rig.settled(name);
    expect(held).toMatchObject({ name, state: 'held', runId: started.runId });
    expect(held.startedAt).toBe(started.startedAt);
    await expect
      .poll(async () => (await rig.runs.list()).filter((line) => line.name === name))
      .toEqual([
        expect.objectContaining({ state: 'held', mode: 'up', pipeline: 'test', runId: held.runId }),
      ]);
    const [line] = (await rig.runs.list()).filter((each) => each.name === name);
    expect(Math.abs(Date.parse(line?.startedAt ?? '') - Date.parse(held.startedAt))).toBeLessThan(
      2000,
    );
    failing.clear();
    await rig.runs.resume(name, { by });
    const end = await rig.settled(name);
    expect(end).toMatchObject({ state: 'succeeded', runId: started.runId });
    expect(end.steps.at(-1)?.state).toBe('done');
    expect(visited).toEqual([...chain().map((each) => each.id), 'last', 'last']);
  });

  it('is still found by the id that its logs go by', async () => {
    failing.add('last');
    const name = await rig.start(plan(chain([last()])));
    const { runId } = await rig.runs.view(name);
    await goneOver(name);
    expect(await rig.runs.view(name, runId)).toMatchObject({ runId, state: 'held' });
    await rig.runs.abort(name, { undo: false, by });
    expect(await rig.runs.view(name, runId)).toMatchObject({ runId, state: 'aborted' });
  });

  it('tells people once that it is held', async () => {
    failing.add('last');
    const name = await rig.start(plan(chain([last()]), { onHold: [step('page')] }));
    await goneOver(name);
    await rig.settled(name);
    await rig.runs.skip(name, { step: 'last', reason: 'by hand', by });
    await rig.settled(name);
    expect(visited.filter((each) => each === 'page')).toEqual(['page']);
  });

  it('skips and aborts a held step as before', async () => {
    failing.add('last');
    failing.add('other');
    const steps = chain([last(), step('other', { needs: [id(long - 1)] })]);
    const name = await rig.start(plan(steps, { finally: [step('bye')] }));
    await goneOver(name);
    await rig.settled(name);
    await rig.runs.skip(name, { step: 'last', reason: 'by hand', by });
    await rig.runs.abort(name, { undo: true, by });
    const end = await rig.settled(name);
    expect(end.state).toBe('aborted');
    expect(end.actions.map(({ verb }) => verb)).toEqual(['skip', 'abort']);
    expect(new Set(visited.filter((each) => each.startsWith('undo')))).toHaveLength(long + 2);
    expect(visited.filter((each) => each.startsWith('undo'))).toHaveLength(long + 2);
    expect(visited.at(-1)).toBe('bye');
  });

  it('still waits for the same approval, and asks once', async () => {
    const gate = step('gate', {
      type: 'approval',
      checked: false,
      needs: [id(long - 1)],
      with: { literal: { message: 'Go on?' } },
    });
    const name = await rig.start(plan(chain([gate, step('last', { needs: ['gate'] })])));
    await goneOver(name);
    const waiting = await rig.settled(name);
    expect(waiting.state).toBe('waiting-approval');
    expect(waiting.steps.find((each) => each.id === 'gate')?.why).toBe('Go on?');
    await rig.runs.approve(name, { by, reason: 'yes' });
    const end = await rig.settled(name);
    expect(end.state).toBe('succeeded');
    expect(visited).toEqual([...chain().map((each) => each.id), 'last']);
  });

  it('stays paused', async () => {
    const name = await rig.start(plan([...chain(), last()]));
    await rig.runs.pause(name, { by });
    expect((await rig.settled(name)).state).toBe('paused');
    // What people do makes a history long, too.
    for (let turn = 0; (await executions(name)) < 2 && turn < 60; turn++) {
      await rig.runs.resume(name, { by });
      await rig.runs.pause(name, { by });
    }
    const paused = await rig.settled(name);
    expect(paused.state).toBe('paused');
    await rig.runs.resume(name, { by });
    expect((await rig.settled(name)).state).toBe('succeeded');
    expect(visited).toEqual([...chain(), last()].map((each) => each.id));
  });

  it('does each item of a for-each once, at most so many together', async () => {
    const items = Array.from({ length: 30 }, (_, index) => `i${index}`);
    const each = step('each', {
      checked: false,
      forEach: { items: { literal: items }, maxParallel: 2 },
    });
    failing.add('each[i7]');
    failing.add('each[i29]');
    const name = await rig.start(plan([each, step('last', { needs: ['each'] })]));
    const held = await rig.settled(name);
    await goneOver(name);
    expect(held.steps.filter(({ state }) => state === 'held').map((one) => one.id)).toEqual([
      'each[i7]',
      'each[i29]',
    ]);
    failing.clear();
    await rig.runs.resume(name, { by });
    expect((await rig.settled(name)).state).toBe('succeeded');
    const twice = visited.filter((one, index) => visited.indexOf(one) !== index);
    expect(twice.sort()).toEqual(['each[i29]', 'each[i7]']);
    expect(new Set(visited)).toHaveLength(31);
  });

  it('does not need to go over in a down, which never waits for anybody', async () => {
    const steps = chain().map((each, index) =>
      step(each.id, { needs: each.needs, ...(index === 0 ? {} : reading(id(index - 1))) }),
    );
    const name = await rig.start(plan(steps), { mode: 'down' });
    expect((await rig.settled(name)).state).toBe('succeeded');
    const { historyLength } = await rig.environment.client.workflow.getHandle(name).describe();
    expect(historyLength).toBeGreaterThan(2 * 60);
    // The outputs that an undo reads are those of the step above: the last one is not checked.
    const looks = steps.slice(0, -1).map((each) => `look ${each.id}`);
    expect(visited).toEqual([...looks, ...steps.map((each) => `undo ${each.id}`).reverse()]);
  });

  it('loses no update and carries none out twice, however many come at once', async () => {
    failing.add('only');
    const name = await rig.start(plan([step('only')]));
    await rig.settled(name);
    const accepted: string[] = [];
    const person = async (who: string) => {
      for (let turn = 0; turn < 8; turn++) {
        const verb = turn % 2 === 0 ? 'pause' : 'resume';
        await rig.runs[verb](name, { by: { kind: 'user', id: `${who}-${turn}` } }).then(
          () => accepted.push(`${verb} ${who}-${turn}`),
          (error: { code?: string }) => expect(error.code).toBe('run.refused'),
        );
      }
    };
    await Promise.all(['anna', 'ben', 'carla', 'dora', 'emil'].map(person));
    await goneOver(name);
    const { actions } = await rig.runs.view(name);
    expect(actions.map((action) => `${action.verb} ${action.by.id}`).sort()).toEqual(
      accepted.sort(),
    );
    await rig.runs.abort(name, { undo: false, by });
  });
});
