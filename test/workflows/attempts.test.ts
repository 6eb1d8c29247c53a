import { describe, expect, it } from 'vitest';
import type { Plan, PlannedStep } from '../../contract/plan.js';
import { entry, type StepMemory } from '../../workflows/memory.js';
import { wakesAt } from '../../workflows/planner/facts/attempts.js';
import { leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { isThrough, openState } from '../../workflows/planner/facts/run-state.js';
import { pause } from '../../workflows/planner/orders/approvals.js';
import { refuseRevise, revise } from '../../workflows/planner/orders/revise.js';
import {
  abort,
  refuseResume,
  refuseSkip,
  resume,
  skip,
} from '../../workflows/planner/orders/updates.js';
import { previewResume } from '../../workflows/planner/preview/preview.js';
import { type FailedAttempt, recordAttempt } from '../../workflows/planner/record/attempt.js';
import { recordResult } from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import { beginUndo, isUndoFinished, settleUndo } from '../../workflows/planner/start/undo.js';
import { begin, type Driven } from './drive.js';
import { plan, step } from './plan-builder.js';

const by = { kind: 'user', id: 'anna' } as const;
const retry = { attempts: 3, interval: 1000, backoff: 2, maxInterval: 3000 };
const ended: FailedAttempt = {
  failure: { code: 'program.failed', message: 'it failed', next: 'mend it', tail: [], attempt: 1 },
  mayRepeat: true,
  interrupted: false,
};
const lost = { ...ended, interrupted: true };

/** A run of one flaky step, and of one after it. */
function flaky(changes: Partial<PlannedStep> = {}, more: PlannedStep[] = []): Driven {
  const steps = [
    step('flaky', { retry, ...changes }),
    step('after', { needs: ['flaky'] }),
    ...more,
  ];
  return begin(plan(steps));
}

const starts = (run: Driven, now: number) => settle(run.rules, run.memory, now).map(({ id }) => id);

const own = (run: Driven, id = 'flaky'): StepMemory => entry(run.memory.steps, id);

function fail(run: Driven, now: number, how = ended, id = 'flaky'): void {
  const planned = run.rules.graph.steps.get(id) as PlannedStep;
  recordAttempt(run.rules, run.memory, planned, own(run, id), how, now);
}

describe('an attempt that failed', () => {
  it('is followed by the next one after its pause, and by none after the last', () => {
    const run = flaky();
    expect(starts(run, 0)).toEqual(['flaky']);
    fail(run, 100);
    expect(own(run)).toMatchObject({ state: 'retrying', attempt: 1, retryAt: 1100 });
    expect(wakesAt(run.memory)).toBe(1100);
    expect(openState(run.rules, run.memory)).toBe('running');
    expect(isThrough(run.rules, run.memory)).toBe(false);
    expect(starts(run, 1099)).toEqual([]);
    expect(starts(run, 1100)).toEqual(['flaky']);
    expect(own(run)).toMatchObject({ state: 'running', attempt: 2, visits: 2 });
    expect(own(run).lastFailure?.message).toBe('it failed');

    fail(run, 2000);
    expect(own(run).retryAt).toBe(4000);
    expect(starts(run, 4000)).toEqual(['flaky']);
    fail(run, 5000);
    expect(own(run).state).toBe('held');
    expect(wakesAt(run.memory)).toBeUndefined();
  });

  it('waits no longer than the longest pause', () => {
    const run = flaky({ retry: { ...retry, attempts: 9, backoff: 10 } });
    starts(run, 0);
    fail(run, 0);
    starts(run, 1000);
    fail(run, 2000);
    expect(own(run).retryAt).toBe(5000);
  });

  it('is the last one where no repetition can put it right', () => {
    const run = flaky();
    starts(run, 0);
    fail(run, 0, { ...ended, mayRepeat: false });
    expect(own(run).state).toBe('held');
  });

  it('is forgotten when the next one does it', () => {
    const run = flaky();
    starts(run, 0);
    fail(run, 0);
    starts(run, 1000);
    recordResult(own(run), { holds: true, changed: true, outputs: {} }, 2000);
    expect(own(run)).not.toHaveProperty('failure');
    expect(own(run)).not.toHaveProperty('lastFailure');
    expect(starts(run, 2000)).toEqual(['after']);
  });

  it('holds at once in a run of before, whose attempts Temporal has made', () => {
    const run = begin(plan([step('flaky', { retry })]), { decisions: 1 });
    starts(run, 0);
    fail(run, 0);
    expect(own(run).state).toBe('held');
  });

  it('leaves an instance its place among those that run at once', () => {
    const each = step('each', {
      retry,
      forEach: { items: { literal: ['a', 'b'] }, maxParallel: 1 },
    });
    const run = begin(plan([each]));
    expect(starts(run, 0)).toEqual(['each[a]']);
    const planned = run.rules.graph.steps.get('each') as PlannedStep;
    recordAttempt(run.rules, run.memory, planned, own(run, 'each[a]'), ended, 0);
    expect(starts(run, 500)).toEqual([]);
    expect(starts(run, 1000)).toEqual(['each[a]']);
  });
});

describe('an attempt whose worker was lost', () => {
  it('is made again at once, and costs none of those the step has', () => {
    const run = flaky({ retry: { ...retry, attempts: 1 } });
    starts(run, 0);
    for (const time of [10, 20, 30]) {
      fail(run, time, lost);
      expect(starts(run, time)).toEqual(['flaky']);
      expect(own(run).attempt).toBe(1);
    }
    fail(run, 40, lost);
    expect(own(run).state).toBe('held');
  });
});

describe('a step that waits for its next attempt', () => {
  function waiting(changes: Partial<PlannedStep> = {}): Driven {
    const run = flaky(changes);
    starts(run, 0);
    fail(run, 0);
    return run;
  }

  it('has it now, when somebody resumes', () => {
    const run = waiting();
    expect(refuseResume(run.rules, run.memory, { by })).toBeUndefined();
    resume(run.rules, run.memory, { by }, '');
    expect(starts(run, 1)).toEqual(['flaky']);
    expect(own(run).attempt).toBe(2);
    expect(refuseResume(run.rules, run.memory, { by })).toBe('nothing is held');
  });

  it('is foretold as what that resume does again', () => {
    const run = waiting({ checked: false });
    const { refused, steps } = previewResume(run.rules, run.memory, {});
    expect(refused).toBeUndefined();
    expect(steps.map(({ id, action }) => [id, action])).toEqual([
      ['flaky', 'done-again'],
      ['after', 'to-do'],
    ]);
    expect(own(run).state).toBe('retrying');
  });

  it('is skipped when somebody says so', () => {
    const run = waiting();
    const request = { by, step: 'flaky', reason: 'not today' };
    expect(refuseSkip(run.rules, run.memory, request)).toBeUndefined();
    skip(run.memory, request, 10, '');
    expect(wakesAt(run.memory)).toBeUndefined();
    expect(starts(run, 2000)).toEqual(['after']);
  });

  it('begins nothing while the run is paused', () => {
    const run = waiting();
    pause(run.memory, by, '');
    expect(openState(run.rules, run.memory)).toBe('paused');
    expect(wakesAt(run.memory)).toBeUndefined();
    expect(starts(run, 9000)).toEqual([]);
    resume(run.rules, run.memory, { by }, '');
    expect(starts(run, 9001)).toEqual(['flaky']);
  });

  it('takes a corrected definition over, with all its attempts', () => {
    const run = waiting();
    const corrected: Plan = plan([
      step('flaky', { retry, digest: 'corrected' }),
      step('after', { needs: ['flaky'] }),
    ]);
    const request = { by, plan: corrected, inputs: {} };
    expect(refuseRevise(run.rules, run.memory, request)).toBeUndefined();
    revise(run.rules, run.memory, request, '');
    expect(starts(run, 1)).toEqual(['flaky']);
    expect(own(run)).toMatchObject({ attempt: 1, digest: 'corrected' });
  });

  it('is cancelled by an abort, and has not done anything that nobody knows of', () => {
    const run = waiting({ checked: false });
    abort(run.memory, { by, undo: false }, '');
    expect(starts(run, 9000)).toEqual([]);
    expect(own(run).state).toBe('cancelled');
    expect(isThrough(run.rules, run.memory)).toBe(true);
    expect(leftBehind(run.rules, run.memory).steps).toEqual({});
  });
});

it('knows nothing of how far an attempt got that ran when the run was ended, whatever the one before said', () => {
  const run = flaky({ checked: false });
  starts(run, 0);
  fail(run, 0);
  starts(run, 1000);
  expect(leftBehind(run.rules, run.memory).steps).toMatchObject({ flaky: { unknown: true } });
});

describe('an undo that failed', () => {
  function undoing(): Driven {
    const run = begin(plan([step('flaky', { retry })]), { mode: 'down' });
    beginUndo(run.rules, run.memory);
    expect(settleUndo(run.rules, run.memory, 0)).toHaveLength(1);
    const planned = run.rules.graph.steps.get('flaky') as PlannedStep;
    recordAttempt(run.rules, run.memory, planned, undo(run), ended, 0);
    return run;
  }
  const undo = (run: Driven) => entry(run.memory.undo ?? {}, 'flaky');

  it('is tried again after its pause, also in a run that was paused', () => {
    const run = undoing();
    run.memory.paused = true;
    expect(isUndoFinished(run.memory)).toBe(false);
    expect(wakesAt(run.memory)).toBe(1000);
    expect(settleUndo(run.rules, run.memory, 999)).toEqual([]);
    expect(settleUndo(run.rules, run.memory, 1000)).toHaveLength(1);
    expect(undo(run)).toMatchObject({ state: 'running', attempt: 2, visits: 2 });
  });

  it('is tried again now, when somebody resumes, as the preview says', () => {
    const run = undoing();
    expect(previewResume(run.rules, run.memory, {}).steps).toMatchObject([
      { id: 'flaky', action: 'taken-down', why: 'failed: it failed' },
    ]);
    expect(refuseResume(run.rules, run.memory, { by, steps: ['other'] })).toMatch(
      /^other does not/,
    );
    expect(refuseResume(run.rules, run.memory, { by })).toBeUndefined();
    resume(run.rules, run.memory, { by }, '');
    expect(settleUndo(run.rules, run.memory, 1)).toHaveLength(1);
    expect(undo(run)).toMatchObject({ state: 'running', attempt: 2 });
    expect(refuseResume(run.rules, run.memory, { by })).toMatch(/nothing waits/);
    expect(previewResume(run.rules, run.memory, {}).refused).toMatch(/nothing waits/);
  });

  it('is not done without: an abort leaves it', () => {
    const run = undoing();
    const request = { by, step: 'flaky', reason: '' };
    expect(refuseSkip(run.rules, run.memory, request)).toMatch(/an abort leaves what is left/);
  });

  it('is tried no more once that is aborted', () => {
    const run = undoing();
    abort(run.memory, { by, undo: false }, '');
    expect(isUndoFinished(run.memory)).toBe(true);
    expect(undo(run).state).toBe('cancelled');
  });
});
