import { describe, expect, it } from 'vitest';
import type { ReviseRequest } from '../../contract/orders.js';
import type { Plan } from '../../contract/plan.js';
import { refuseRevise, revise } from '../../workflows/planner/orders/revise.js';
import { skip } from '../../workflows/planner/orders/updates.js';
import { begin, changesOf, type Driven, done, drive, type Outcome, statesOf } from './drive.js';
import { group, plan, reading, step } from './plan-builder.js';

const by = { kind: 'user', id: 'somebody@somewhere', via: 'command' } as const;
const at = '2026-01-01T00:00:00.000Z';
const failing =
  (id: string): Outcome =>
  (start) =>
    start.id === id ? 'fail' : done(start);

const chain = (third: Parameters<typeof step>[1] = {}, second: Parameters<typeof step>[1] = {}) =>
  plan([
    step('a'),
    step('b', { needs: ['a'], checked: false, ...second }),
    step('c', { needs: ['a', 'b'], ...third }),
  ]);

function held(first: Plan, at: string): Driven {
  const run = drive(begin(first), failing(at));
  run.started.length = 0;
  return run;
}

function correct(run: Driven, next: Plan, more: Partial<ReviseRequest> = {}): Driven {
  const request = { plan: next, inputs: {}, by, ...more };
  expect(refuseRevise(run.rules, run.memory, request)).toBeUndefined();
  revise(run.rules, run.memory, request, at);
  return drive(run);
}

describe('a corrected pipeline', () => {
  it('gives the failed step the outputs of those done before', () => {
    const read = { ...reading('b'), digest: 'corrected' };
    const run = held(chain(), 'c');
    const given: unknown[] = [];
    const request = { plan: chain(read), inputs: {}, by };
    revise(run.rules, run.memory, request, at);
    drive(run, (start) => {
      if (start.id === 'c') given.push(start.with.value);
      return done(start);
    });
    expect(given).toEqual([{ value: 'value of b' }]);
    expect(run.started).toEqual(['a', 'c']);
    expect(changesOf(run)).toMatchObject({ b: 'reused', c: 'changed' });
    expect(run.memory.actions).toEqual([{ verb: 'revise', by, at, steps: ['c'] }]);
  });

  it('does a done step again whose definition differs, if it can be checked', () => {
    const run = held(plan([step('a'), step('b'), step('c')]), 'c');
    correct(run, plan([step('a', { digest: 'other' }), step('b'), step('c')]));
    expect(run.started.toSorted()).toEqual(['a', 'c']);
  });

  it('does again what is named, whether or not it differs', () => {
    const run = held(chain(), 'c');
    correct(run, chain(), { steps: ['b', 'c'] });
    expect(run.started).toContain('b');
  });

  it('visits again what stands on a step that differs', () => {
    const first = plan([step('a'), step('b', { needs: ['a'] }), step('c')]);
    const run = held(first, 'c');
    const next = plan([step('a', { digest: 'other' }), step('b', { needs: ['a'] }), step('c')]);
    expect(correct(run, next).started.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('is refused where it would repeat what cannot be checked, unless that is named', () => {
    const run = held(chain(), 'c');
    const next = chain({}, { digest: 'other' });
    const refusal = refuseRevise(run.rules, run.memory, { plan: next, inputs: {}, by });
    expect(refusal).toMatch(/^b was done, cannot be checked, and is defined otherwise now/);
    correct(run, next, { steps: ['b', 'c'] });
    expect(run.started).toEqual(['a', 'b', 'c']);
  });

  it('is refused while steps run, once the run is ending, and for names it does not have', () => {
    const run = held(chain(), 'c');
    const request = { plan: chain(), inputs: {}, by };
    expect(refuseRevise(run.rules, run.memory, { ...request, steps: ['x'] })).toBe(
      'the corrected pipeline has no x',
    );
    const { a } = run.memory.steps;
    if (a) a.state = 'running';
    expect(refuseRevise(run.rules, run.memory, request)).toMatch(/^steps are running/);
    run.memory.stopping = { why: 'aborted', undo: false };
    expect(refuseRevise(run.rules, run.memory, request)).toBe('the run is ending');
  });

  it('may add steps and drop steps, the held one too', () => {
    const run = held(chain(), 'c');
    correct(run, plan([step('a'), step('b', { needs: ['a'], checked: false }), step('d')]));
    expect(statesOf(run)).toEqual({ a: 'done', b: 'done', d: 'done' });
    expect(run.started).toEqual(['d']);
  });

  it('keeps what was done of a for-each, and follows its new items', () => {
    const each = (items: string[]) =>
      plan([step('a', { forEach: { items: { literal: items } }, checked: false })]);
    const run = held(each(['x', 'y']), 'a[y]');
    correct(run, each(['x', 'y', 'z']));
    expect(run.started).toEqual(['a[y]', 'a[z]']);
  });

  it('leaves skipped what a person skipped, and asks an `if` again', () => {
    const conditional = (expr: string) =>
      plan([step('a'), step('b', { if: { expr, reads: [] } }), step('c')]);
    const run = drive(begin(conditional('false')), (start) =>
      start.id === 'a' || start.id === 'c' ? 'fail' : done(start),
    );
    skip(run.memory, { step: 'a', reason: 'by hand', by }, 0, at);
    correct(run, conditional('true'));
    expect(statesOf(run)).toEqual({ a: 'skipped', b: 'done', c: 'done' });
  });

  it('reaches into a pipeline used as a step', () => {
    const inner = (digest: string) =>
      plan(
        [step('lab/a'), step('lab/b', { needs: ['lab/a'], digest }), step('c', { needs: ['lab'] })],
        {
          groups: [group('lab')],
        },
      );
    const run = held(inner('wrong'), 'lab/b');
    correct(run, inner('right'));
    expect(run.started).toEqual(['lab/a', 'lab/b', 'c']);
  });

  it('looks at everything again where the inputs differ', () => {
    const run = held(plan([step('a'), step('b'), step('c', { needs: ['a'] })]), 'c');
    correct(run, run.rules.graph.plan, { inputs: { machines: 5 } });
    expect(run.started.toSorted()).toEqual(['a', 'b', 'c']);
  });
});

describe('an approval', () => {
  const gated = (build: string, ship = 'ship') =>
    plan([
      step('build', { digest: build }),
      step('gate', { type: 'approval', needs: ['build'], checked: false }),
      step('ship', { needs: ['gate'], digest: ship }),
    ]);

  function approved(): Driven {
    const run = drive(begin(gated('one')));
    const { gate } = run.memory.steps;
    Object.assign(gate ?? {}, { state: 'done', change: 'changed', outputs: { by } });
    drive(run, failing('ship'));
    expect(statesOf(run)).toMatchObject({ gate: 'done', ship: 'held' });
    return run;
  }

  it('is not asked for again where what comes after it is corrected', () => {
    expect(statesOf(correct(approved(), gated('one', 'other')))).toEqual({
      build: 'done',
      gate: 'done',
      ship: 'done',
    });
  });

  it('is asked for again where what it approved is defined otherwise', () => {
    expect(statesOf(correct(approved(), gated('two')))).toMatchObject({
      build: 'done',
      gate: 'running',
      ship: 'waiting',
    });
  });
});
