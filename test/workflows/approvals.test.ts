import { describe, expect, it } from 'vitest';
import type { Plan } from '../../contract/plan.js';
import { wakesAt } from '../../workflows/planner/facts/attempts.js';
import { openState } from '../../workflows/planner/facts/run-state.js';
import {
  decide,
  pause,
  refuseDecision,
  refusePause,
} from '../../workflows/planner/orders/approvals.js';
import { revise } from '../../workflows/planner/orders/revise.js';
import { resume } from '../../workflows/planner/orders/updates.js';
import { settle } from '../../workflows/planner/start/settle.js';
import type { PipelineInput } from '../../workflows/run-input.js';
import { viewRun } from '../../workflows/view.js';
import { begin, type Driven, drive, statesOf } from './drive.js';
import { plan, step } from './plan-builder.js';

const by = { kind: 'user', id: 'anna@lab', via: 'command' } as const;
const now = Date.parse('2026-01-01T00:00:00.000Z');
const approval = (id: string, needs: string[]) =>
  step(id, {
    type: 'approval',
    needs,
    checked: false,
    with: { literal: { message: 'Is the window open?' } },
  });

function waiting(): Driven {
  return drive(begin(plan([step('a'), approval('gate', ['a']), step('b', { needs: ['gate'] })])));
}

const state = ({ rules, memory }: Driven) => openState(rules, memory);

describe('an approval', () => {
  it('waits and shows what is asked', () => {
    const run = waiting();
    expect(run.started).toEqual(['a']);
    expect(state(run)).toBe('waiting-approval');
    expect(run.memory.steps.gate).toMatchObject({ state: 'running', why: 'Is the window open?' });
  });

  it('lets the run go on when it is approved; its outputs say who, when and why', () => {
    const run = waiting();
    decide(run.rules, run.memory, 'approve', { by, reason: 'it is Sunday' }, now);
    expect(drive(run).started).toEqual(['a', 'b']);
    const at = new Date(now).toISOString();
    expect(run.memory.steps.gate?.outputs).toEqual({ by: by.id, at, reason: 'it is Sunday' });
    expect(run.memory.actions).toEqual([
      { verb: 'approve', by, at, steps: ['gate'], reason: 'it is Sunday' },
    ]);
  });

  it('is held when it is rejected, and asks again when resumed', () => {
    const run = waiting();
    decide(run.rules, run.memory, 'reject', { by, reason: 'not now' }, now);
    expect(statesOf(drive(run))).toMatchObject({ gate: 'held', b: 'waiting' });
    expect(run.memory.steps.gate?.failure).toMatchObject({
      code: 'approval.rejected',
      message: 'anna@lab rejected it: not now',
    });
    resume(run.rules, run.memory, { by }, '2026-01-01T00:00:00.000Z');
    expect(state(drive(run))).toBe('waiting-approval');
  });

  it('is held when it is rejected, also where a failure would be gone on without', () => {
    const gate = { ...approval('gate', []), onFailure: 'continue' as const };
    const run = drive(begin(plan([gate, step('b', { needs: ['gate'] })])));
    decide(run.rules, run.memory, 'reject', { by }, now);
    expect(statesOf(drive(run))).toEqual({ gate: 'held', b: 'waiting' });
    expect(run.started).toEqual([]);
  });

  it('ends the run when it is rejected where nothing is to be held', () => {
    const gated = plan([approval('gate', []), step('b', { needs: ['gate'] })]);
    const run = drive(begin(gated, { onFailure: 'fail' }));
    decide(run.rules, run.memory, 'reject', { by }, now);
    expect(statesOf(drive(run))).toEqual({ gate: 'failed', b: 'cancelled' });
  });

  it('has to be named where several wait', () => {
    const run = drive(begin(plan([approval('one', []), approval('two', [])])));
    const { rules, memory } = run;
    expect(refuseDecision(rules, memory, { by })).toMatch(/several approvals wait \(one, two\)/);
    expect(refuseDecision(rules, memory, { by, step: 'three' })).toMatch(/three does not wait/);
    expect(refuseDecision(rules, memory, { by, step: 'two' })).toBeUndefined();
    const none = begin(plan([step('a')]));
    expect(refuseDecision(none.rules, none.memory, { by })).toBe('no approval is waiting');
  });
});

describe('a paused run', () => {
  it('starts nothing new until it is resumed', () => {
    const run = begin(plan([step('a')]));
    expect(refusePause(run.memory)).toBeUndefined();
    pause(run.memory, by, '2026-01-01T00:00:00.000Z');
    expect(refusePause(run.memory)).toBe('the run is paused already');
    expect(drive(run).started).toEqual([]);
    expect(state(run)).toBe('paused');
    resume(run.rules, run.memory, { by }, '2026-01-01T00:00:00.000Z');
    expect(drive(run).started).toEqual(['a']);
  });

  it('says by whom and since when, until it is resumed or takes a corrected pipeline over', () => {
    const first = plan([step('a')]);
    const run = begin(first);
    const paused = () =>
      viewRun(inputOf(first), run.memory, { name: 'run', state: 'paused' }).paused;
    expect(paused()).toBeUndefined();
    pause(run.memory, by, '2026-01-01T00:00:00.000Z');
    expect(paused()).toEqual({ by, at: '2026-01-01T00:00:00.000Z' });
    resume(run.rules, run.memory, { by }, '2026-01-01T00:00:01.000Z');
    expect(paused()).toBeUndefined();
    pause(run.memory, by, '2026-01-01T00:00:02.000Z');
    const corrected = { plan: plan([step('a', { digest: 'other' })]), inputs: {}, by };
    revise(run.rules, run.memory, corrected, '2026-01-01T00:00:03.000Z');
    expect(paused()).toBeUndefined();
  });
});

const inputOf = (one: Plan): PipelineInput => ({
  engine: 1,
  plan: one,
  inputs: {},
  mode: 'up',
  by,
  environment: { host: 'here', variables: {} },
});

describe('an approval with a timeout', () => {
  const asked = () => {
    const gate = { ...approval('gate', []), expires: 60_000 };
    const run = begin(plan([gate, step('b', { needs: ['gate'] })]));
    settle(run.rules, run.memory, now);
    return run;
  };

  it('says until when it waits, and fails when nobody has answered by then', () => {
    const run = asked();
    expect(wakesAt(run.memory)).toBe(now + 60_000);
    expect(settle(run.rules, run.memory, now + 59_999)).toEqual([]);
    expect(run.memory.steps.gate?.state).toBe('running');
    settle(run.rules, run.memory, now + 60_000);
    expect(run.memory.steps.gate).toMatchObject({
      state: 'held',
      failure: { code: 'approval.expired', message: 'Nobody answered gate within 60 s' },
    });
    expect(wakesAt(run.memory)).toBeUndefined();
  });

  it('asks again, and for as long, when somebody resumes', () => {
    const run = asked();
    settle(run.rules, run.memory, now + 60_000);
    resume(run.rules, run.memory, { by }, '');
    settle(run.rules, run.memory, now + 90_000);
    expect(run.memory.steps.gate).toMatchObject({ state: 'running', expiresAt: now + 150_000 });
  });

  it('does not expire once it is answered', () => {
    const run = asked();
    decide(run.rules, run.memory, 'approve', { by }, now + 1000);
    expect(wakesAt(run.memory)).toBeUndefined();
    expect(settle(run.rules, run.memory, now + 90_000).map(({ id }) => id)).toEqual(['b']);
  });

  it('waits on in a run that began before approvals expired', () => {
    const gate = { ...approval('gate', []), expires: 60_000 };
    const run = begin(plan([gate]), { decisions: 1 });
    settle(run.rules, run.memory, now);
    expect(wakesAt(run.memory)).toBeUndefined();
  });
});
