import { describe, expect, it } from 'vitest';
import { leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { abort } from '../../workflows/planner/orders/updates.js';
import { previewRestart } from '../../workflows/planner/preview/preview.js';
import { at, by } from './chain.js';
import { begin, done, drive, type Outcome, takeDown } from './drive.js';
import { expression, group, outputOf, plan, reading, step } from './plan-builder.js';

const undone: Outcome = () => ({ undone: true });

describe('taking down', () => {
  it('goes in reverse: a step after everything that stands on it', () => {
    const steps = [step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['b'] })];
    const run = takeDown(begin(plan(steps), { mode: 'down' }), undone);
    expect(run.started).toEqual(['undo c', 'undo b', 'undo a']);
  });

  it('looks first at what an undo reads, and at nothing else', () => {
    const steps = [step('a'), step('b'), step('c', { needs: ['a', 'b'], ...reading('a') })];
    const run = begin(plan(steps), { mode: 'down' });
    drive(run, done);
    expect(run.started).toEqual(['look a']);
    expect(takeDown(run, undone).started.slice(1)).toEqual(['undo c', 'undo b', 'undo a']);
  });

  it('has nothing to undo where a step reads what is not there', () => {
    const steps = [step('a'), step('b', { needs: ['a'], ...reading('a') })];
    const run = begin(plan(steps), { mode: 'down' });
    drive(run, () => ({ holds: false, why: 'gone' }));
    takeDown(run, undone);
    expect(run.memory.undo).toMatchObject({
      a: { change: 'undone' },
      b: { change: 'nothing-to-undo', why: 'a is not there' },
    });
  });

  it('takes the outputs of the last run where the world no longer tells them', () => {
    const steps = [step('a'), step('b', { needs: ['a'], ...reading('a') })];
    const earlier = { a: { digest: 'digest of a', outputs: { value: 'from the last run' } } };
    const run = begin(plan(steps), { mode: 'down', earlier });
    drive(run, () => ({ holds: false, why: 'gone' }));
    const given: unknown[] = [];
    takeDown(run, (start) => {
      given.push(start.with.value);
      return { undone: true };
    });
    expect(given).toEqual([{ value: 'from the last run' }, {}]);
  });

  it('goes on after a failure, and says what failed', () => {
    const steps = [step('a'), step('b', { needs: ['a'] })];
    const run = takeDown(begin(plan(steps), { mode: 'down' }), ({ id }) =>
      id === 'b' ? 'fail' : { undone: true },
    );
    expect(run.memory.undo).toMatchObject({ a: { state: 'done' }, b: { state: 'failed' } });
  });

  it('leaves alone what has no undo', () => {
    const steps = [step('a', { undoable: false }), step('b', { needs: ['a'] })];
    const run = takeDown(begin(plan(steps), { mode: 'down' }), undone);
    expect(run.started).toEqual(['undo b']);
  });

  it('gives the steps inside a pipeline that the run never got to the inputs they would have had', () => {
    const lab = group('lab', {
      needs: ['a'],
      inputs: { name: { literal: 'box' }, token: outputOf('a') },
    });
    const named = (name: string) => ({ with: { map: { value: expression(`inputs.${name}`) } } });
    const steps = [step('a'), step('lab/b', named('name')), step('lab/c', named('token'))];
    const run = drive(begin(plan(steps, { groups: [lab] })), () => 'fail');
    const given: unknown[] = [];
    takeDown(run, (start) => {
      given.push([start.id, start.with.value]);
      return { undone: true };
    });
    expect(given).toEqual([
      ['lab/b', { value: 'box' }],
      ['a', {}],
    ]);
    expect(run.memory.undo?.['lab/c']).toMatchObject({ change: 'nothing-to-undo' });
  });

  it('counts what goes wrong in the expressions of an undo as the failure of that step, and goes on', () => {
    const broken = { with: { map: { value: expression('fromJSON(inputs.broken)') } } };
    const steps = [step('a'), step('b', { needs: ['a'], ...broken }), step('c', { needs: ['b'] })];
    const run = begin(plan(steps), { inputs: { broken: 'no JSON' } });
    drive(run, done);
    takeDown(run, undone);
    expect(run.memory.undo).toMatchObject({
      a: { change: 'undone' },
      b: { state: 'failed', failure: { code: 'expression.failed' } },
      c: { change: 'undone' },
    });
  });

  it('does so where the inputs of a pipeline inside cannot be worked out', () => {
    const lab = group('lab', { inputs: { name: expression('fromJSON(inputs.broken)') } });
    const named = { with: { map: { value: expression('inputs.name') } } };
    const run = begin(plan([step('a'), step('lab/b', named)], { groups: [lab] }), {
      mode: 'down',
      inputs: { broken: 'no JSON' },
    });
    takeDown(run, undone);
    expect(run.memory.undo).toMatchObject({
      a: { change: 'undone' },
      'lab/b': {
        state: 'failed',
        failure: { message: 'the inputs of lab could not be worked out' },
      },
    });
  });

  it('goes by what the last up did, whatever a condition says now', () => {
    const onFailure = { if: { expr: "inputs.fallback == 'yes'", reads: [] } };
    const steps = [step('a'), step('fallback', { needs: ['a'], ...onFailure })];
    const asked = { mode: 'down', inputs: { fallback: 'no' } } as const;
    const done = takeDown(begin(plan(steps), { ...asked, skippedBefore: [] }), undone);
    expect(done.started).toEqual(['undo fallback', 'undo a']);
    const skipped = takeDown(begin(plan(steps), { ...asked, skippedBefore: ['fallback'] }), undone);
    expect(skipped.started).toEqual(['undo a']);
    const unknown = takeDown(begin(plan(steps), asked), undone);
    expect(unknown.started).toEqual(['undo a']);
  });

  it('has nothing to take down of a for-each that was skipped as a whole, whatever its condition says now', () => {
    const steps = [
      step('a', { onFailure: 'fail' }),
      step('d'),
      step('c', {
        needs: ['a'],
        if: { expr: "steps.a.outcome == 'failed'", reads: [{ step: 'a', of: 'outcome' }] },
        forEach: { items: { literal: ['x'] } },
      }),
    ];
    const run = drive(begin(plan(steps)), (start) => (start.id === 'd' ? 'fail' : done(start)));
    expect(run.memory.steps.c?.state).toBe('skipped');
    // It was visited again, and failed this time.
    Object.assign(run.memory.steps.a ?? {}, { state: 'failed' });
    run.started.length = 0;
    takeDown(run, undone);
    expect(run.started.toSorted()).toEqual(['undo a', 'undo d']);
  });

  it('goes by what the last up did in a pipeline inside that a condition would skip now', () => {
    const lab = group('lab', {
      if: { expr: "inputs.fallback == 'yes'", reads: [] },
      inputs: { name: { literal: 'box' } },
    });
    const named = { with: { map: { value: expression('inputs.name') } } };
    const run = begin(plan([step('lab/b', named)], { groups: [lab] }), {
      mode: 'down',
      inputs: { fallback: 'no' },
      skippedBefore: [],
    });
    drive(run, done);
    const given: unknown[] = [];
    takeDown(run, (start) => {
      given.push(start.with.value);
      return { undone: true };
    });
    expect(given).toEqual([{ value: 'box' }]);
  });

  it('takes down once what cannot be checked: a down that goes on leaves it out', () => {
    const steps = [step('a'), step('b', { needs: ['a'], checked: false, ...reading('a') })];
    const last = step('c', { needs: ['b'], checked: false, ...reading('b') });
    const first = begin(plan([...steps, last]), { mode: 'up' });
    drive(first, done);
    abort(first.memory, { undo: true, by }, at);
    takeDown(first, ({ id }) => (id === 'c' ? 'fail' : { undone: true }));
    const { steps: earlier, undone: before } = leftBehind(first.rules, first.memory);
    expect(Object.keys(before)).toEqual(['a', 'b']);
    // What was taken down gave what the undo of c still reads.
    const again = begin(plan([...steps, last]), { mode: 'down', earlier, undoneBefore: before });
    drive(again, () => ({ holds: false, why: 'it is gone' }));
    again.started.length = 0;
    takeDown(again, undone);
    expect(again.started).toEqual(['undo c', 'undo a']);
    expect(again.memory.undo?.b).toMatchObject({ state: 'done', why: 'taken down before' });
    expect(Object.keys(leftBehind(again.rules, again.memory).undone)).toEqual(['a', 'b', 'c']);
  });

  it('tells before what a down that goes on takes down', () => {
    const steps = [step('a', { checked: false }), step('b', { needs: ['a'], checked: false })];
    const failed = takeDown(begin(plan(steps), { mode: 'down' }), ({ id }) =>
      id === 'a' ? 'fail' : { undone: true },
    );
    expect(previewRestart(failed.rules, failed.memory, {}).steps).toMatchObject([
      { id: 'a', action: 'taken-down' },
      { id: 'b', action: 'skipped', why: 'taken down before' },
    ]);
  });
});
