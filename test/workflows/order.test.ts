import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../workflows/planner/facts/scope.js';
import { evaluateIn } from '../../workflows/planner/facts/templates.js';
import { resume } from '../../workflows/planner/orders/updates.js';
import { begin, changesOf, type Driven, done, drive, type Outcome, statesOf } from './drive.js';
import { expression, group, outputOf, plan, reading, step } from './plan-builder.js';

/** `steps.ID.outcome`, as `finally` reads it. */
function outcomeOf({ rules, memory }: Driven, id: string) {
  const expression = { expr: `steps.${id}.outcome`, reads: [{ step: id, of: 'outcome' as const }] };
  return evaluateIn(scopeOf(rules.graph, memory, rules.facts, ''), expression);
}

describe('the order of steps', () => {
  it('starts what waits for nothing at once, and the rest as its needs are met', () => {
    const run = begin(plan([step('a'), step('b'), step('c', { needs: ['a', 'b'] })]));
    expect(drive(run).started).toEqual(['a', 'b', 'c']);
  });

  it('lets a skipped step satisfy, with outputs that are null', () => {
    const seen: unknown[] = [];
    const skipped = step('a', { if: { expr: 'false', reads: [] } });
    const run = begin(plan([skipped, step('b', { needs: ['a'], ...reading('a') })]));
    drive(run, (start) => {
      seen.push(start.with.value);
      return done(start);
    });
    expect(statesOf(run)).toEqual({ a: 'skipped', b: 'done' });
    expect(seen).toEqual([{ value: null }]);
  });

  it('holds at a failure while other branches go on', () => {
    const steps = [
      step('a'),
      step('b'),
      step('after-a', { needs: ['a'] }),
      step('after-b', { needs: ['b'] }),
    ];
    const run = drive(begin(plan(steps)), (start) => (start.id === 'a' ? 'fail' : done(start)));
    expect(statesOf(run)).toEqual({
      a: 'held',
      b: 'done',
      'after-a': 'waiting',
      'after-b': 'done',
    });
  });

  it('lets dependents of a failed step go on where it says continue', () => {
    const steps = [
      step('a', { onFailure: 'continue' }),
      step('b', { needs: ['a'], ...reading('a') }),
    ];
    const run = drive(begin(plan(steps)), (start) => (start.id === 'a' ? 'fail' : done(start)));
    expect(statesOf(run)).toEqual({ a: 'failed', b: 'done' });
  });

  it('starts nothing new after a failure where the step says fail, and cancels the rest', () => {
    const steps = [step('a', { onFailure: 'fail' }), step('b', { needs: ['a'] })];
    const run = drive(begin(plan(steps)), () => 'fail');
    expect(run.memory.stopping).toEqual({ why: 'failed', undo: false });
    expect(statesOf(run)).toEqual({ a: 'failed', b: 'cancelled' });
  });

  it.each([
    ['a', 'failed'],
    ['b', 'cancelled'],
    ['lab', 'cancelled'],
    ['left', 'skipped'],
    ['fine', 'succeeded'],
  ])('tells the end of the run how each came out: %s %s', (id, outcome) => {
    const run = begin(
      plan(
        [
          step('left', { if: { expr: 'false', reads: [] } }),
          step('fine'),
          step('a', { needs: ['fine'], onFailure: 'fail' }),
          step('b', { needs: ['a'] }),
          step('lab/c', { needs: ['a'] }),
        ],
        { groups: [group('lab', { needs: ['a'] })] },
      ),
    );
    drive(run, (start) => (start.id === 'a' ? 'fail' : done(start)));
    expect(outcomeOf(run, id)).toBe(outcome);
  });

  it('counts a pipeline as failed by what failed in it, unless that may', () => {
    const lab = (onFailure: 'continue' | 'fail') =>
      begin(plan([step('lab/a'), step('lab/b', { onFailure })], { groups: [group('lab')] }));
    expect(outcomeOf(lab('fail'), 'lab')).toBe('none');
    const second: Outcome = (start) => (start.id === 'lab/b' ? 'fail' : done(start));
    expect(outcomeOf(drive(lab('continue'), second), 'lab')).toBe('succeeded');
    expect(outcomeOf(drive(lab('fail'), second), 'lab')).toBe('failed');
  });

  it('holds a step whose expression fails, and says which step it is', () => {
    const broken = step('a', { with: { map: { value: expression("fromJSON('nonsense')") } } });
    const run = drive(begin(plan([broken])));
    expect(run.memory.steps.a?.state).toBe('held');
    expect(run.memory.steps.a?.failure?.code).toBe('expression.failed');
  });
});

describe('a pipeline as a step', () => {
  const inner = [step('lab/a'), step('lab/b', { needs: ['lab/a'] })];

  it('waits with all its steps for what it needs, and is waited for as a whole', () => {
    const steps = [step('first'), ...inner, step('last', { needs: ['lab'] })];
    const run = begin(plan(steps, { groups: [group('lab', { needs: ['first'] })] }));
    expect(drive(run).started).toEqual(['first', 'lab/a', 'lab/b', 'last']);
  });

  it('skips every step inside when its condition is false', () => {
    const lab = group('lab', { if: { expr: 'inputs.wanted', reads: [] } });
    const steps = [...inner, step('last', { needs: ['lab'] })];
    const run = begin(plan(steps, { groups: [lab] }), { inputs: { wanted: false } });
    expect(drive(run).started).toEqual(['last']);
    expect(statesOf(run)).toMatchObject({ 'lab/a': 'skipped', 'lab/b': 'skipped' });
  });

  it('gives its inner steps its inputs, and the outside its outputs', () => {
    const lab = group('lab', {
      needs: ['first'],
      reads: ['first'],
      inputs: { name: outputOf('first') },
      outputs: { result: outputOf('lab/a') },
    });
    const steps = [
      step('first'),
      step('lab/a', { with: { map: { name: expression('inputs.name') } } }),
      step('last', { needs: ['lab'], ...reading('lab', 'result') }),
    ];
    const given: unknown[] = [];
    drive(begin(plan(steps, { groups: [lab] })), (start) => {
      given.push(start.with.value);
      return done(start);
    });
    expect(given).toEqual([{}, { name: 'value of first' }, { value: 'value of lab/a' }]);
  });
});

describe('a pipeline as a step whose own expressions cannot be worked out', () => {
  const condition = (expr: string) => ({
    expr,
    reads: [{ step: 'a', of: 'outputs' as const, output: 'value' }],
  });
  const steps = [
    step('a'),
    step('lab/b'),
    step('last', { needs: ['lab'], ...reading('lab', 'result') }),
  ];
  const lab = (expr: string) =>
    group('lab', {
      needs: ['a'],
      reads: ['a'],
      if: condition(expr),
      outputs: { result: outputOf('lab/b') },
    });

  it('holds the steps inside, and tries again when they are resumed', () => {
    const broken = lab('fromJSON(steps.a.outputs.value)');
    const run = drive(begin(plan(steps, { groups: [broken] })));
    expect(statesOf(run)).toEqual({ a: 'done', 'lab/b': 'held', last: 'waiting' });
    expect(run.memory.steps['lab/b']?.failure?.code).toBe('expression.failed');
    resume(run.rules, run.memory, { by: { kind: 'user', id: 'somebody' } }, '');
    drive(run, (start) => ({ holds: true, changed: false, outputs: { value: `"${start.id}"` } }));
    expect(statesOf(run)).toEqual({ a: 'done', 'lab/b': 'done', last: 'done' });
  });

  it('is known after apply in a look', () => {
    const reads = lab("steps.a.outputs.value == 'x'");
    const run = begin(plan(steps, { groups: [reads] }), { mode: 'look' });
    drive(run, () => ({ holds: false, why: 'it is gone' }));
    expect(changesOf(run)).toEqual({
      a: 'to-do',
      'lab/b': 'known-after-apply',
      last: 'known-after-apply',
    });
  });
});

describe('for-each', () => {
  const each = (maxParallel?: number) =>
    step('each', {
      forEach: {
        items: { literal: ['x', 'y', 'z'] },
        ...(maxParallel === undefined ? {} : { maxParallel }),
      },
      with: { map: { value: expression('each.item') } },
    });

  it('runs a step once per item and gives its outputs as a list in their order', () => {
    const run = begin(plan([each(), step('last', { needs: ['each'], ...reading('each') })]));
    const given: unknown[] = [];
    drive(run, (start) => {
      given.push([start.id, start.with.value]);
      return done(start);
    });
    expect(given.slice(0, 3)).toEqual([
      ['each[x]', { value: 'x' }],
      ['each[y]', { value: 'y' }],
      ['each[z]', { value: 'z' }],
    ]);
    expect(run.memory.steps.last?.state).toBe('done');
  });

  it('starts no more instances at once than max-parallel', () => {
    const run = begin(plan([each(2)]));
    const atOnce: number[] = [];
    drive(run, (start) => {
      atOnce.push(
        Object.values(run.memory.steps).filter(({ state }) => state === 'running').length,
      );
      return done(start);
    });
    expect(Math.max(...atOnce)).toBe(2);
    expect(run.started).toEqual(['each[x]', 'each[y]', 'each[z]']);
  });

  it('holds when a key comes twice', () => {
    const twice = step('each', { forEach: { items: { literal: ['x', 'x'] } } });
    const run = drive(begin(plan([twice])));
    expect(run.memory.steps.each).toMatchObject({
      state: 'held',
      failure: { message: 'for-each: the key "x" comes twice' },
    });
  });
});
