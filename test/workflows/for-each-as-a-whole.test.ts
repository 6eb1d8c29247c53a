import { describe, expect, it } from 'vitest';
import { openState } from '../../workflows/planner/facts/run-state.js';
import { refuseResume, resume, skip } from '../../workflows/planner/orders/updates.js';
import { begin, type Driven, drive, type Outcome } from './drive.js';
import { plan, reading, step } from './plan-builder.js';

const by = { kind: 'user', id: 'anna' } as const;
const isOne = {
  expr: 'fromJSON(steps.a.outputs.text) == 1',
  reads: [{ step: 'a', of: 'outputs', output: 'text' } as const],
};
const each = { needs: ['a'], reads: ['a'], if: isOne, forEach: { items: { literal: ['x'] } } };
const chain = plan([
  step('a'),
  step('each', each),
  step('b', { needs: ['each'], ...reading('each', '*') }),
]);

/** One item has failed; resumed, its condition cannot be worked out any more. */
function broken(text = '{'): Driven {
  const run = drive(begin(chain), ({ id }) =>
    id === 'each[x]' ? 'fail' : { holds: true, changed: true, outputs: { text: '1' } },
  );
  run.started.length = 0;
  resume(run.rules, run.memory, { by }, '');
  return drive(run, puts(text));
}

const puts =
  (text: string): Outcome =>
  () => ({ holds: true, changed: true, outputs: { text } });

describe('a for-each whose condition cannot be worked out anew', () => {
  it('is held as a whole, instead of going on with the items that it had', () => {
    const run = broken();
    expect(run.started).toEqual(['a']);
    expect(run.memory.steps.each).toMatchObject({
      state: 'held',
      failure: { code: 'expression.failed' },
    });
    expect(openState(run.rules, run.memory)).toBe('held');
    expect(refuseResume(run.rules, run.memory, { by, steps: ['each[x]'] })).toBe(
      'not held: each[x] (held: each)',
    );
  });

  it('goes on with its items once it can be', () => {
    const run = broken();
    resume(run.rules, run.memory, { by, steps: ['each'] }, '');
    drive(run, puts('1'));
    expect(run.started).toEqual(['a', 'a', 'each[x]', 'b']);
  });

  it('is not done where somebody skips it as a whole, which reads as what they gave', () => {
    const run = broken();
    const request = { by, step: 'each', done: true, reason: 'by hand', outputs: { all: 'mine' } };
    skip(run.memory, request, 0, '');
    drive(run, puts('1'));
    expect(run.started).toEqual(['a', 'b']);
    expect(run.memory.steps.b?.state).toBe('done');
  });

  it('goes on as before in a run that began before', () => {
    const run = drive(begin(chain, { decisions: 2 }), ({ id }) =>
      id === 'each[x]' ? 'fail' : { holds: true, changed: true, outputs: { text: '1' } },
    );
    run.started.length = 0;
    resume(run.rules, run.memory, { by }, '');
    drive(run, puts('{'));
    expect(run.started).toEqual(['a', 'each[x]', 'b']);
  });
});
