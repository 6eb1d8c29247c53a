import { describe, expect, it } from 'vitest';
import { abort, refuseResume, refuseSkip, resume, skip } from '../../workflows/planner/updates.js';
import { begin, type Driven, done, drive, type Outcome, statesOf } from './drive.js';
import { plan, reading, step } from './plan-builder.js';

const by = 'somebody@somewhere';
const at = '2026-01-01T00:00:00.000Z';
const failing =
  (id: string): Outcome =>
  (start) =>
    start.id === id ? 'fail' : done(start);

const chain = plan([
  step('a'),
  step('b', { needs: ['a'], checked: false }),
  step('c', { needs: ['a', 'b'] }),
  step('d', { needs: ['a', 'b', 'c'] }),
]);

function held(): Driven {
  const run = drive(begin(chain), failing('c'));
  run.started.length = 0;
  return run;
}

describe('resume', () => {
  it('looks again at what the held step stands on, does it, and goes on', () => {
    const run = held();
    resume(run.rules, run.memory, { by }, at);
    expect(drive(run).started).toEqual(['a', 'c', 'd']);
  });

  it('does not repeat a done step that cannot be looked at', () => {
    const run = held();
    resume(run.rules, run.memory, { by }, at);
    expect(drive(run).started).not.toContain('b');
    expect(statesOf(run)).toEqual({ a: 'done', b: 'done', c: 'done', d: 'done' });
  });

  it('waits for what is visited again, though a step between needs no second visit', () => {
    const reduced = plan([
      step('a'),
      step('b', { needs: ['a'], checked: false }),
      step('c', { needs: ['b'] }),
    ]);
    const run = drive(begin(reduced), failing('c'));
    run.started.length = 0;
    resume(run.rules, run.memory, { by }, at);
    expect(drive(run).started).toEqual(['a', 'c']);
  });

  it('lets only named steps go on', () => {
    const two = plan([step('a'), step('b')]);
    const run = drive(begin(two), () => 'fail');
    resume(run.rules, run.memory, { steps: ['b'], by }, at);
    drive(run);
    expect(statesOf(run)).toEqual({ a: 'held', b: 'done' });
  });

  it('is refused for a step of unknown outcome unless that step is named', () => {
    const run = held();
    const failure = run.memory.steps.c?.failure;
    if (failure) failure.code = 'outcome.unknown';
    expect(refuseResume(run.rules, run.memory, { by })).toBe(
      'nobody knows whether c was done: name it to do it again, or skip it if it was',
    );
    expect(refuseResume(run.rules, run.memory, { steps: ['c'], by })).toBeUndefined();
  });

  it('is refused where nothing is held, and for a step that is not', () => {
    expect(refuseResume(held().rules, drive(begin(chain)).memory, { by })).toBe('nothing is held');
    const run = held();
    expect(refuseResume(run.rules, run.memory, { steps: ['d'], by })).toBe('not held: d (held: c)');
    expect(refuseResume(run.rules, run.memory, { by })).toBeUndefined();
  });
});

describe('skip', () => {
  it('lets what waits for the step go on, and remembers why', () => {
    const run = held();
    skip(run.memory, { step: 'c', reason: 'done by hand', by }, 0, at);
    drive(run);
    expect(statesOf(run)).toMatchObject({ c: 'skipped', d: 'done' });
    expect(run.memory.actions).toEqual([
      { verb: 'skip', by, at, steps: ['c'], reason: 'done by hand' },
    ]);
  });

  it('asks for outputs where other steps read them, and hands them on', () => {
    const run = drive(
      begin(plan([step('a'), step('b', { needs: ['a'], ...reading('a') })])),
      failing('a'),
    );
    const request = { step: 'a', reason: 'done by hand', by };
    expect(refuseSkip(run.rules, run.memory, request)).toBe('b read its outputs: give them');
    const given: unknown[] = [];
    skip(run.memory, { ...request, outputs: { value: 'mine' } }, 0, at);
    drive(run, (start) => {
      given.push(start.with.value);
      return done(start);
    });
    expect(given).toEqual([{ value: 'mine' }]);
  });
});

describe('abort', () => {
  it('cancels what waits and what is held', () => {
    const run = held();
    abort(run.memory, { undo: false, by }, at);
    drive(run);
    expect(statesOf(run)).toEqual({ a: 'done', b: 'done', c: 'cancelled', d: 'cancelled' });
  });
});

describe('a run that goes on from an earlier one', () => {
  it('reuses a step without a check only if it and what it was given are the same', () => {
    const first = drive(begin(chain), failing('c'));
    const { outputs = {}, inputKey = '' } = first.memory.steps.b ?? {};
    const earlier = { b: { digest: 'digest of b', outputs, inputKey } };
    expect(drive(begin(chain, { earlier })).started).toEqual(['a', 'c', 'd']);
    const changed = { b: { ...earlier.b, inputKey: 'of something else' } };
    expect(drive(begin(chain, { earlier: changed })).started).toEqual(['a', 'b', 'c', 'd']);
    const edited = { b: { ...earlier.b, digest: 'of an edited step' } };
    expect(drive(begin(chain, { earlier: edited })).started).toEqual(['a', 'b', 'c', 'd']);
  });
});
