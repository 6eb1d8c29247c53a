import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../contract/plan.js';
import { entry } from '../../workflows/memory.js';
import { isThrough } from '../../workflows/planner/facts/run-state.js';
import { allEntries } from '../../workflows/planner/facts/status.js';
import {
  abort,
  lackingOutputs,
  refuseResume,
  refuseSkip,
  resume,
  skip,
  visitUpstreamAgain,
} from '../../workflows/planner/orders/updates.js';
import { visitDependentsAgain } from '../../workflows/planner/record/again.js';
import { recordResult } from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import { at, by, chain, failing, held } from './chain.js';
import { begin, done, drive, type Outcome, statesOf } from './drive.js';
import { group, outputOf, plan, reading, step } from './plan-builder.js';

describe('resume', () => {
  it('looks again at what the held step stands on, does it, and goes on', () => {
    const run = held();
    resume(run.rules, run.memory, { by }, at);
    expect(drive(run).started).toEqual(['a', 'c', 'd']);
  });

  it('does not repeat a done step that cannot be checked', () => {
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

  it('lets others read null of a step that held before and fails now, if it says continue', () => {
    const steps = [
      step('a', { onFailure: 'continue' }),
      step('b', { needs: ['a'], ...reading('a') }),
    ];
    const run = drive(begin(plan(steps)), failing('b'));
    resume(run.rules, run.memory, { by }, at);
    const given: unknown[] = [];
    drive(run, (start) => {
      given.push(start.with.value);
      return start.id === 'a' ? 'fail' : done(start);
    });
    expect(given).toEqual([{}, { value: null }]);
  });

  it('lets others read null of a step whose condition held before and does not now', () => {
    const unlucky = {
      expr: "steps.a.outcome == 'succeeded'",
      reads: [{ step: 'a', of: 'outcome' as const }],
    };
    const steps = [
      step('a', { onFailure: 'continue' }),
      step('b', { needs: ['a'], reads: ['a'], if: unlucky }),
      step('c', { needs: ['b'], ...reading('b') }),
    ];
    const run = drive(begin(plan(steps)), failing('c'));
    resume(run.rules, run.memory, { by }, at);
    const given: unknown[] = [];
    drive(run, (start) => {
      given.push([start.id, start.with.value]);
      return start.id === 'a' ? 'fail' : done(start);
    });
    expect(given).toEqual([
      ['a', {}],
      ['c', { value: null }],
    ]);
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

describe('resume while another branch runs', () => {
  it('looks again at what ran while the step below it was made again', () => {
    const steps = [step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['a'] })];
    const run = begin(plan(steps));
    const { rules, memory } = run;
    const end = (id: string, outcome: Outcome) => {
      const own = entry(memory.steps, id);
      const [start] = starts.splice(
        starts.findIndex((each) => each.id === id),
        1,
      );
      const result = start && outcome(start);
      if (typeof result !== 'object') own.state = 'held';
      else recordResult(own, result, 0);
      if (own.change === 'changed') visitDependentsAgain(rules, memory, id);
      starts.push(...settle(rules, memory, 0));
    };
    const starts = settle(rules, memory, 0);
    end('a', done);
    end('c', () => 'fail');
    resume(rules, memory, { by }, at);
    starts.push(...settle(rules, memory, 0));
    // "b" still runs; "a" is found gone, and made again.
    end('a', done);
    end('b', done);
    expect(starts.map(({ id }) => id)).toEqual(['c', 'b']);
  });
});

describe('resume around a for-each', () => {
  const each = (id: string, changes: Partial<PlannedStep> = {}) =>
    step(id, { forEach: { items: { literal: ['x', 'y'] } }, ...changes });
  const last = step('last', { needs: ['each'] });

  it('shows and takes by name an item that is held while the step waits to be visited again', () => {
    const steps = [step('a'), each('each', { needs: ['a'] }), last];
    const run = drive(begin(plan(steps)), failing('last'));
    resume(run.rules, run.memory, { by }, at);
    drive(run, failing('each[y]'));
    // Somebody looks at all of it once more: "each" waits for "a".
    visitUpstreamAgain(run.rules, run.memory, ['last']);
    const shown = allEntries(run.rules.graph, run.memory).map(([id, { state }]) => [id, state]);
    expect(shown).toEqual([
      ['a', 'waiting'],
      ['each[x]', 'waiting'],
      ['each[y]', 'held'],
      ['last', 'waiting'],
    ]);
    expect(refuseResume(run.rules, run.memory, { steps: ['each[y]'], by })).toBeUndefined();
  });

  it('does not wait for ever for items of a pipeline that is skipped this time', () => {
    const lab = group('lab', {
      needs: ['a'],
      reads: ['a'],
      if: {
        expr: "steps.a.outcome == 'succeeded'",
        reads: [{ step: 'a', of: 'outcome' }],
      },
    });
    const steps = [step('a'), each('lab/each'), step('after', { needs: ['lab'] })];
    const run = drive(begin(plan(steps, { groups: [lab] })), failing('lab/each[y]'));
    resume(run.rules, run.memory, { by }, at);
    drive(run, failing('a'));
    skip(run.memory, { step: 'a', reason: 'gone', by }, 0, at);
    drive(run);
    expect(statesOf(run)).toMatchObject({ 'lab/each[y]': 'skipped', after: 'done' });
    expect(isThrough(run.rules, run.memory)).toBe(true);
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
    expect(refuseSkip(run.rules, run.memory, request)).toBe('b reads its output value: give it');
    expect(lackingOutputs(run.rules, run.memory, request)).toEqual({ outputs: ['value'] });
    const given: unknown[] = [];
    skip(run.memory, { ...request, outputs: { value: 'mine' } }, 0, at);
    drive(run, (start) => {
      given.push(start.with.value);
      return done(start);
    });
    expect(given).toEqual([{ value: 'mine' }]);
  });
});

describe('skip while a down looks', () => {
  it('is refused, as it goes on without what it cannot see', () => {
    const steps = [step('a'), step('b', { needs: ['a'], undoable: true, ...reading('a') })];
    const run = begin(plan(steps), { mode: 'down' });
    entry(run.memory.steps, 'a').state = 'retrying';
    const request = { by, step: 'a', done: true, outputs: { value: 1 }, reason: 'by hand' };
    const refused = 'it only looks: it goes on by itself without what it cannot see';
    expect(refuseSkip(run.rules, run.memory, request)).toBe(refused);
  });
});

describe('skip of a step beside or inside a pipeline as a step', () => {
  const request = { reason: 'done by hand', by };
  const outcome = step('last', {
    needs: ['a'],
    reads: ['a'],
    if: { expr: "steps.a.outcome == 'skipped'", reads: [{ step: 'a', of: 'outcome' }] },
  });

  it('asks for outputs where the pipeline is given them', () => {
    const lab = group('lab', { needs: ['a'], reads: ['a'], inputs: { name: outputOf('a') } });
    const run = drive(begin(plan([step('a'), step('lab/b')], { groups: [lab] })), failing('a'));
    const refused = 'lab reads its output value: give it';
    expect(refuseSkip(run.rules, run.memory, { ...request, step: 'a' })).toBe(refused);
  });

  it('asks for outputs where the outside reads them through the pipeline', () => {
    const lab = group('lab', { outputs: { result: outputOf('lab/a') } });
    const steps = [step('lab/a'), step('last', { needs: ['lab'], ...reading('lab', 'result') })];
    const run = drive(begin(plan(steps, { groups: [lab] })), failing('lab/a'));
    const refused = 'last reads its output value: give it';
    expect(refuseSkip(run.rules, run.memory, { ...request, step: 'lab/a' })).toBe(refused);
  });

  it('asks for none where only its outcome is read', () => {
    const run = drive(begin(plan([step('a'), outcome])), failing('a'));
    expect(refuseSkip(run.rules, run.memory, { ...request, step: 'a' })).toBeUndefined();
    skip(run.memory, { ...request, step: 'a' }, 0, at);
    expect(statesOf(drive(run))).toEqual({ a: 'skipped', last: 'done' });
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
