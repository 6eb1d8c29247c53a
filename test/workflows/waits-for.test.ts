import { describe, expect, it } from 'vitest';
import { waitingFor } from '../../workflows/planner/facts/waits-for.js';
import { pause } from '../../workflows/planner/orders/approvals.js';
import { settle } from '../../workflows/planner/start/settle.js';
import { beginUndo, settleUndo } from '../../workflows/planner/start/undo.js';
import { viewRun } from '../../workflows/view.js';
import { at, by, chain, failing } from './chain.js';
import { begin, type Driven, drive } from './drive.js';
import { group, plan, reading, step } from './plan-builder.js';

/** The view of a run as it is now. */
function viewOf({ rules, memory }: Driven) {
  const input = {
    engine: 1 as const,
    plan: rules.graph.plan,
    inputs: {},
    mode: rules.mode,
    environment: { host: 'lab', variables: {} },
    by,
  };
  return viewRun(input, memory, {
    name: 'test',
    state: 'running',
    waitingFor: waitingFor(rules, memory),
  });
}

const waitsOf = (run: Driven) =>
  Object.fromEntries(
    viewOf(run).steps.flatMap(({ id, waitsFor }) => (waitsFor ? [[id, waitsFor]] : [])),
  );
const forSteps = (...ids: string[]) => ({ what: 'steps', ids });

describe('what a step waits for', () => {
  it('are those of its needs that are not done', () => {
    const steps = [
      step('a'),
      step('b', { type: 'approval', checked: false }),
      step('c', { needs: ['a', 'b'] }),
      step('d', { needs: ['c'] }),
    ];
    const run = begin(plan(steps));
    settle(run.rules, run.memory, 0);
    expect(waitsOf(run)).toEqual({ c: forSteps('a', 'b'), d: forSteps('c') });
    const later = drive(begin(plan(steps)));
    expect(waitsOf(later)).toEqual({ c: forSteps('b'), d: forSteps('c') });
  });

  it('are few ids and a number where it needs hundreds', () => {
    const many = Array.from({ length: 100 }, (_, index) => step(`m-${index}`));
    const run = begin(plan([...many, step('end', { needs: many.map(({ id }) => id) })]));
    settle(run.rules, run.memory, 0);
    expect(waitsOf(run)).toEqual({ end: { ...forSteps('m-0', 'm-1', 'm-2'), more: 97 } });
  });

  it('is what the group around it waits for, and the group as a whole', () => {
    const steps = [step('a'), step('lab/b'), step('c', { needs: ['lab'] })];
    const run = begin(plan(steps, { groups: [group('lab', { needs: ['a'] })] }));
    settle(run.rules, run.memory, 0);
    expect(waitsOf(run)).toEqual({ 'lab/b': forSteps('a'), c: forSteps('lab') });
  });

  it('is its turn, where others of its for-each run', () => {
    const forEach = { items: { literal: ['x', 'y'] }, maxParallel: 1 };
    const run = begin(plan([step('a', { forEach })]));
    settle(run.rules, run.memory, 0);
    expect(waitsOf(run)).toEqual({ 'a[y]': { what: 'turn', atOnce: 1 } });
  });

  it('is what a look reads, and nothing else', () => {
    const run = begin(plan([step('a'), step('b', { needs: ['a'], ...reading('a') })]), {
      mode: 'look',
    });
    settle(run.rules, run.memory, 0);
    expect(waitsOf(run)).toEqual({ b: forSteps('a') });
  });

  it('is what stands on it, where it is to be taken down', () => {
    const run = drive(begin(chain));
    beginUndo(run.rules, run.memory);
    const [first] = settleUndo(run.rules, run.memory, 0);
    const waits = waitsOf(run);
    expect(first && waits[first.id]).toBeUndefined();
    expect(waits.a).toMatchObject({ what: 'steps', ids: expect.arrayContaining([first?.id]) });
  });

  it('is not said of a run that is ending, whose steps are not begun any more', () => {
    const run = begin(chain);
    settle(run.rules, run.memory, 0);
    run.memory.stopping = { why: 'aborted', undo: false };
    expect(waitsOf(run)).toEqual({});
  });
});

describe('a view', () => {
  it('names what is held and what is asked', () => {
    const steps = [step('b', { type: 'approval', checked: false }), step('c')];
    const run = drive(begin(plan(steps)), failing('c'));
    expect(viewOf(run)).toMatchObject({ held: ['c'], asks: ['b'] });
    expect(viewOf(drive(begin(chain)))).not.toHaveProperty('held');
  });

  it('says of a paused run who paused it, and what its steps wait for all the same', () => {
    const run = begin(chain);
    settle(run.rules, run.memory, 0);
    pause(run.memory, by, at);
    expect(viewOf(run).paused).toEqual({ by, at });
    expect(Object.keys(waitsOf(run))).toContain('b');
  });

  it('names what is not taken down yet, and in the end what is left', () => {
    const run = drive(begin(plan([step('a'), step('b')])));
    expect(viewOf(run).left).toBeUndefined();
    beginUndo(run.rules, run.memory);
    expect(viewOf(run).left).toEqual(['a', 'b']);
    Object.assign(run.memory.undo?.a ?? {}, { state: 'done', change: 'undone' });
    expect(viewOf(run).left).toEqual(['b']);
    Object.assign(run.memory.undo?.b ?? {}, { state: 'failed' });
    expect(viewOf(run).left).toEqual(['b']);
    Object.assign(run.memory.undo?.b ?? {}, { state: 'done', change: 'undone' });
    expect(viewOf(run).left).toEqual([]);
  });
});
