import { describe, expect, it } from 'vitest';
import { begin, changesOf, done, drive, type Outcome } from './drive.js';
import { group, outputOf, plan, reading, step } from './plan-builder.js';

const absent = { holds: false as const, why: 'it is gone' };
const holds: Outcome = ({ id }) => ({
  holds: true,
  changed: false,
  outputs: { value: `value of ${id}` },
});
const looking =
  (missing: string[]): Outcome =>
  (start) =>
    missing.includes(start.id) ? absent : holds(start);

describe('a look', () => {
  it('looks at every step and applies none', () => {
    const run = begin(plan([step('a'), step('b', { needs: ['a'] })]), { mode: 'look' });
    expect(drive(run, holds).started).toEqual(['look a', 'look b']);
    expect(changesOf(run)).toEqual({ a: 'unchanged', b: 'unchanged' });
  });

  it('names just the step that does not hold when the others do', () => {
    const run = begin(plan([step('a'), step('b', { needs: ['a'] })]), { mode: 'look' });
    drive(run, looking(['a']));
    expect(changesOf(run)).toEqual({ a: 'to-do', b: 'unchanged' });
  });

  it('says "known after apply" of what reads an output that is not known', () => {
    const steps = [step('a'), step('b', { needs: ['a'], ...reading('a') })];
    const run = drive(begin(plan(steps), { mode: 'look' }), looking(['a']));
    expect(changesOf(run)).toEqual({ a: 'to-do', b: 'known-after-apply' });
    expect(run.memory.steps.b?.why).toBe('reads what a will give');
  });

  it('reads what a step gave that cannot be checked, where it is told that it stays', () => {
    const steps = [step('a', { checked: false }), step('b', { needs: ['a'], ...reading('a') })];
    const earlier = { a: { digest: 'a', outputs: { value: 'given' } } };
    const given: unknown[] = [];
    drive(begin(plan(steps), { mode: 'look', earlier }), (start) => {
      given.push(start.with.value);
      return holds(start);
    });
    expect(given).toEqual([{ value: 'given' }]);
  });

  it('passes unknown values through the inputs and outputs of a pipeline inside', () => {
    const lab = group('lab', {
      needs: ['first'],
      reads: ['first'],
      inputs: { name: outputOf('first') },
      outputs: { result: outputOf('lab/a') },
    });
    const inner = step('lab/a', {
      with: { map: { name: { expression: { expr: 'inputs.name', reads: [] } } } },
    });
    const steps = [
      step('first'),
      inner,
      step('last', { needs: ['lab'], ...reading('lab', 'result') }),
    ];
    const run = drive(begin(plan(steps, { groups: [lab] }), { mode: 'look' }), looking(['first']));
    expect(changesOf(run)).toEqual({
      first: 'to-do',
      'lab/a': 'known-after-apply',
      last: 'known-after-apply',
    });
  });

  it('knows what reads another input than the one that is not known, however alike their names', () => {
    const lab = group('lab', {
      needs: ['first'],
      reads: ['first'],
      inputs: { id: outputOf('first'), width: { literal: '80' } },
    });
    const inner = step('lab/a', {
      with: { map: { name: { expression: { expr: 'inputs.width', reads: [] } } } },
    });
    const all = plan([step('first'), inner], { groups: [lab] });
    const seen = (more: object) => {
      const run = drive(begin(all, { mode: 'look', ...more }), looking(['first']));
      return changesOf(run)['lab/a'];
    };
    expect(seen({})).toBe('unchanged');
    expect(seen({ decisions: 2 })).toBe('known-after-apply');
  });

  it('says "always runs" of a step without a check, without running it', () => {
    const run = begin(plan([step('a', { checked: false })]), { mode: 'look' });
    expect(drive(run).started).toEqual([]);
    expect(changesOf(run)).toEqual({ a: 'always-runs' });
  });

  it('puts down what cannot be checked to the step it stands on, if that does not hold', () => {
    const steps = [step('a'), step('b', { needs: ['a'] })];
    const run = drive(begin(plan(steps), { mode: 'look' }), (start) =>
      start.id === 'a' ? absent : 'fail',
    );
    expect(changesOf(run)).toEqual({ a: 'to-do', b: 'known-after-apply' });
    expect(run.memory.steps.b?.why).toBe('cannot be checked until a holds');
  });

  it('says "unknown" of what cannot be checked while all it stands on holds', () => {
    const steps = [step('a'), step('b', { needs: ['a'] })];
    const run = drive(begin(plan(steps), { mode: 'look' }), (start) =>
      start.id === 'a' ? holds(start) : 'fail',
    );
    expect(changesOf(run)).toEqual({ a: 'unchanged', b: 'unknown' });
  });
});

describe('a selection', () => {
  const steps = [
    step('a'),
    step('b', { needs: ['a'], ...reading('a') }),
    step('c', { needs: ['a', 'b'], ...reading('b') }),
    step('d', { needs: ['a', 'b', 'c'] }),
  ];
  it.each([
    [{ only: ['c'] }, ['look a', 'look b', 'c']],
    [{ from: ['c'] }, ['look a', 'look b', 'c', 'd']],
    [{ until: ['b'] }, ['a', 'b']],
    [{ skip: ['c', 'd'] }, ['a', 'b']],
  ])('%j looks at what it reads and applies the rest', (selection, started) => {
    expect(drive(begin(plan(steps), { selection })).started).toEqual(started);
  });

  it('keeps the order of the others around a step that is left out', () => {
    const reduced = [step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['b'] })];
    const run = drive(begin(plan(reduced), { selection: { skip: ['b'] } }), (start) =>
      start.id === 'a' ? 'fail' : done(start),
    );
    expect(run.started).toEqual(['a']);
  });

  it('holds a selected step that reads from a step which does not hold', () => {
    const run = drive(begin(plan(steps), { selection: { only: ['b'] } }), looking(['a']));
    expect(run.memory.steps.b?.failure?.code).toBe('outputs.unknown');
  });
});
