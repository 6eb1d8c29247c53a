import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../contract/plan.js';
import { leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { refuseResume, resume, skip } from '../../workflows/planner/orders/updates.js';
import { settle } from '../../workflows/planner/start/settle.js';
import { at, by, chain, failing } from './chain.js';
import { begin, changesOf, drive, statesOf } from './drive.js';
import { plan, reading, step } from './plan-builder.js';

describe('a run that goes on from an earlier one', () => {
  const left = () => {
    const first = drive(begin(chain), failing('c'));
    return leftBehind(first.rules, first.memory).steps;
  };

  it('leaves a step without a check in place while it and what it was given are the same', () => {
    const run = drive(begin(chain, { earlier: left() }));
    expect(run.started).toEqual(['a', 'c', 'd']);
    expect(changesOf(run)).toMatchObject({ b: 'reused' });
  });

  it('holds it where what it reads, or its definition, is different now', () => {
    const { b, ...rest } = left();
    if (!b) throw new Error('b was not done');
    const other = begin(chain, { earlier: { ...rest, b: { ...b, inputKey: 'of other things' } } });
    expect(drive(other).memory.steps.b?.failure?.code).toBe('inputs.changed');
    const edited = begin(chain, { earlier: { ...rest, b: { ...b, digest: 'of an edited step' } } });
    expect(drive(edited).memory.steps.b).toMatchObject({
      state: 'held',
      failure: { code: 'step.changed' },
    });
    expect(edited.started).toEqual(['a']);
  });

  it('does it again if it was named, or may be repeated', () => {
    const { b, ...rest } = left();
    if (!b) throw new Error('b was not done');
    const earlier = { ...rest, b: { ...b, digest: 'of an edited step' } };
    expect(drive(begin(chain, { earlier, named: ['b'] })).started).toContain('b');
    const steps = chain.steps.map((one) => ({ ...one, repeatable: true }));
    expect(drive(begin(plan(steps), { earlier })).started).toContain('b');
  });

  it('holds a step that was cut short, and takes it up by name', () => {
    const first = begin(plan([step('a', { checked: false })]));
    settle(first.rules, first.memory, 0);
    const earlier = leftBehind(first.rules, first.memory).steps;
    expect(earlier.a?.unknown).toBe(true);
    const second = drive(begin(plan([step('a', { checked: false })]), { earlier }));
    expect(second.memory.steps.a?.failure?.code).toBe('outcome.unknown');
    expect(refuseResume(second.rules, second.memory, { by })).toMatch(/nobody knows whether a/);
    resume(second.rules, second.memory, { steps: ['a'], by }, at);
    expect(drive(second).started).toEqual(['a']);
  });

  it('still knows what a run before the last had done, where the last did not come so far', () => {
    const second = drive(begin(chain, { earlier: left() }), failing('a'));
    const third = begin(chain, { earlier: leftBehind(second.rules, second.memory).steps });
    expect(drive(third).started).toEqual(['a', 'c', 'd']);
  });
});

describe('after a resume', () => {
  it('visits again what stands on a step that had to be made again, and nothing else', () => {
    const fork = plan([
      step('a'),
      step('b', { needs: ['a'] }),
      step('other'),
      step('c', { needs: ['a'] }),
    ]);
    const run = drive(begin(fork), failing('c'));
    run.started.length = 0;
    resume(run.rules, run.memory, { by }, at);
    drive(run, (start) =>
      start.id === 'a'
        ? { holds: true, changed: true, outputs: { value: 'anew' } }
        : { holds: true, changed: false, outputs: {} },
    );
    expect(run.started.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('holds a done step that cannot be checked where what it reads came out otherwise', () => {
    const reads = plan([
      step('a'),
      step('b', { needs: ['a'], checked: false, ...reading('a') }),
      step('c', { needs: ['b'] }),
    ]);
    const run = drive(begin(reads), failing('c'));
    resume(run.rules, run.memory, { by }, at);
    drive(run, () => ({ holds: true, changed: true, outputs: { value: 'otherwise' } }));
    expect(run.memory.steps.b).toMatchObject({
      state: 'held',
      failure: { code: 'inputs.changed' },
    });
    skip(run.memory, { step: 'b', reason: 'it does not matter', by }, 0, at);
    expect(statesOf(drive(run))).toEqual({ a: 'done', b: 'skipped', c: 'done' });
  });

  it('asks a for-each for its items anew, and does only those that were not done', () => {
    const each = (items: string): NonNullable<PlannedStep['forEach']> => ({
      items: { expression: { expr: `fromJSON('${items}')`, reads: [] } },
    });
    const run = drive(
      begin(plan([step('a', { forEach: each('["x","y","z"]'), checked: false })])),
      failing('a[y]'),
    );
    run.started.length = 0;
    resume(run.rules, run.memory, { by }, at);
    expect(drive(run).started).toEqual(['a[y]']);
  });
});
