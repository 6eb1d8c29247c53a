import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../contract/plan.js';
import { entry } from '../../workflows/memory.js';
import { leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { refuseRevise, revise } from '../../workflows/planner/orders/revise.js';
import { resume, skip } from '../../workflows/planner/orders/updates.js';
import { recordFailure } from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import { at, by } from './chain.js';
import { begin, type Driven, done, drive, type Outcome, takeDown } from './drive.js';
import { expression, plan, step } from './plan-builder.js';

/** A step that cannot be checked, and what comes after it. */
const pay = step('pay', { checked: false });
const shop = plan([pay, step('ship', { needs: ['pay'] })]);
const answers =
  (of: { [id: string]: 'fail' | 'lost' }): Outcome =>
  (start) =>
    of[start.id] ?? done(start);

const leftBy = (run: Driven) => leftBehind(run.rules, run.memory).steps;

/** What was started since the last call. */
function since(run: Driven): string[] {
  return run.started.splice(0);
}

describe('a step that cannot be checked is not done twice unless it is named:', () => {
  const lost = drive(begin(shop), answers({ pay: 'lost' }));

  it('a name that was given when the run was started lets one start go', () => {
    const run = begin(shop, { earlier: leftBy(lost), named: ['pay'] });
    drive(run, answers({ ship: 'fail' }));
    expect(since(run)).toEqual(['pay', 'ship']);
    resume(run.rules, run.memory, { by }, at);
    drive(run);
    expect(since(run)).toEqual(['ship']);
  });

  it('so it does after a correction', () => {
    const run = begin(shop, { earlier: leftBy(lost), named: ['pay'] });
    drive(run, answers({ ship: 'fail' }));
    since(run);
    const corrected = plan([pay, step('ship', { needs: ['pay'], digest: 'corrected' })]);
    revise(run.rules, run.memory, { plan: corrected, inputs: {}, by }, at);
    drive(run);
    expect(since(run)).toEqual(['ship']);
  });

  it('a name that was not used yet is kept by a correction', () => {
    const late = plan([step('first'), step('pay', { needs: ['first'], checked: false })]);
    const before = drive(begin(late), answers({ pay: 'lost' }));
    const run = begin(late, { earlier: leftBy(before), named: ['pay'] });
    drive(run, answers({ first: 'fail' }));
    revise(run.rules, run.memory, { plan: late, inputs: {}, by }, at);
    since(run);
    expect(since(drive(run))).toEqual(['first', 'pay']);
  });

  it('the name of a for-each is that of each of its instances, once', () => {
    const items = { items: { literal: ['x', 'y'] } };
    const each = plan([
      step('each', { checked: false, forEach: items }),
      step('z', { needs: ['each'] }),
    ]);
    const before = drive(begin(each), done);
    const run = begin(each, { earlier: leftBy(before), named: ['each'] });
    drive(run, answers({ z: 'fail' }));
    expect(since(run).toSorted()).toEqual(['each[x]', 'each[y]', 'z']);
    resume(run.rules, run.memory, { by }, at);
    expect(since(drive(run))).toEqual(['z']);
  });

  describe('said to be done by hand', () => {
    const byHand = (run: Driven) =>
      skip(run.memory, { step: 'pay', done: true, reason: 'paid at the bank', by }, 0, at);
    const corrected = plan([{ ...pay, digest: 'corrected' }, step('ship', { needs: ['pay'] })]);

    it('it stays in each later run, however it is defined, until it is named', () => {
      const run = drive(begin(shop), answers({ pay: 'lost', ship: 'fail' }));
      byHand(run);
      drive(run, answers({ ship: 'fail' }));
      expect(since(run)).toEqual(['pay', 'ship']);
      const second = drive(begin(corrected, { earlier: leftBy(run) }), answers({ ship: 'fail' }));
      expect(since(second)).toEqual(['ship']);
      expect(second.memory.steps.pay).toMatchObject({ state: 'done', change: 'done-by-hand' });
      const third = drive(begin(corrected, { earlier: leftBy(second) }), answers({ ship: 'fail' }));
      expect(since(third)).toEqual(['ship']);
      const named = drive(begin(corrected, { earlier: leftBy(third), named: ['pay'] }));
      expect(since(named)).toEqual(['pay', 'ship']);
    });

    it('it is left in place by a correction that changes it, unless that names it', () => {
      const run = drive(begin(shop), answers({ pay: 'lost', ship: 'fail' }));
      byHand(run);
      drive(run, answers({ ship: 'fail' }));
      const request = { plan: corrected, inputs: {}, by };
      expect(refuseRevise(run.rules, run.memory, request)).toBeUndefined();
      since(run);
      revise(run.rules, run.memory, request, at);
      expect(since(drive(run))).toEqual(['ship']);
    });
  });

  it('skipped when nobody knew, it is held in the next run', () => {
    const run = drive(begin(shop), answers({ pay: 'lost', ship: 'fail' }));
    skip(run.memory, { step: 'pay', reason: 'it was done', by }, 0, at);
    drive(run, answers({ ship: 'fail' }));
    const next = drive(begin(shop, { earlier: leftBy(run) }));
    expect(since(next)).toEqual([]);
    expect(next.memory.steps.pay).toMatchObject({
      state: 'held',
      failure: { code: 'outcome.unknown' },
    });
  });

  it('skipped when nobody knew, a correction that changes it is refused', () => {
    const run = drive(begin(shop), answers({ pay: 'lost' }));
    skip(run.memory, { step: 'pay', reason: 'it was done', by }, 0, at);
    drive(run, answers({ ship: 'fail' }));
    const corrected = plan([{ ...pay, digest: 'corrected' }, step('ship', { needs: ['pay'] })]);
    const request = { plan: corrected, inputs: {}, by };
    expect(refuseRevise(run.rules, run.memory, request)).toMatch(
      /^pay was done, cannot be checked/,
    );
    const named = { ...request, steps: ['pay'] };
    expect(refuseRevise(run.rules, run.memory, named)).toBeUndefined();
    since(run);
    revise(run.rules, run.memory, named, at);
    expect(since(drive(run))).toEqual(['pay', 'ship']);
  });

  it('gone on without when nobody knew, a correction that changes it is refused', () => {
    const goesOn = { ...pay, onFailure: 'continue' as const };
    const tail = step('ship', { needs: ['pay'] });
    const run = drive(begin(plan([goesOn, tail])), answers({ pay: 'lost', ship: 'fail' }));
    const corrected = plan([{ ...goesOn, digest: 'corrected' }, tail]);
    const refusal = refuseRevise(run.rules, run.memory, { plan: corrected, inputs: {}, by });
    expect(refusal).toMatch(/^pay was done, cannot be checked/);
  });
});

describe('what was taken down', () => {
  it('is not left in place by the next run', () => {
    const run = drive(begin(shop), answers({ ship: 'fail' }));
    takeDown(run, () => ({ undone: true }));
    expect(leftBy(run)).toEqual({});
    expect(since(drive(begin(shop, { earlier: leftBy(run) })))).toContain('pay');
  });

  it('is held by the next run where its undo failed, for nobody knows', () => {
    const run = drive(begin(shop), answers({ ship: 'fail' }));
    takeDown(run, ({ id }) => (id === 'pay' ? 'fail' : { undone: true }));
    const next = drive(begin(shop, { earlier: leftBy(run) }));
    expect(next.memory.steps.pay?.failure?.code).toBe('outcome.unknown');
  });
});

it('a run leaves word of what a condition skipped, and of nothing that a selection left out', () => {
  const no = { if: { expr: 'false', reads: [] } };
  const steps = [step('a'), step('b', no), step('c', { ...no, needs: ['b'] })];
  const run = drive(begin(plan(steps), { selection: { only: ['a', 'b'] } }));
  expect(leftBehind(run.rules, run.memory).skipped).toEqual(['b']);
});

it('a run that began by the rules of before goes on by them', () => {
  const lost = drive(begin(shop), answers({ pay: 'lost' }));
  const run = begin(shop, { earlier: leftBy(lost), named: ['pay'], decisions: 0 });
  drive(run, answers({ ship: 'fail' }));
  since(run);
  resume(run.rules, run.memory, { by }, at);
  expect(since(drive(run))).toEqual(['pay', 'ship']);
});

it('a step of which nobody knows stays so where it was named and failed before it began', () => {
  const broken = { map: { text: expression("fromJSON('{')") } };
  const run = begin(plan([step('pay', { checked: false })]));
  settle(run.rules, run.memory, 0);
  const [pay] = run.rules.graph.plan.steps as [PlannedStep];
  const own = entry(run.memory.steps, 'pay');
  const failure = { code: 'outcome.unknown', message: 'lost', next: '', tail: [], attempt: 1 };
  recordFailure(run.rules, run.memory, pay, own, failure, 1);
  // What it reads has become something else meanwhile.
  pay.with = broken;
  resume(run.rules, run.memory, { by, steps: ['pay'] }, at);
  expect(settle(run.rules, run.memory, 2)).toEqual([]);
  expect(own.failure?.code).toBe('expression.failed');
  expect(leftBehind(run.rules, run.memory).steps.pay?.unknown).toBe(true);
});
