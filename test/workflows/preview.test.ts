import { describe, expect, it } from 'vitest';
import type { PreviewRequest } from '../../contract/preview.js';
import { revise } from '../../workflows/planner/orders/revise.js';
import { resume } from '../../workflows/planner/orders/updates.js';
import { previewRestart, previewResume } from '../../workflows/planner/preview/preview.js';
import { at, by, failing } from './chain.js';
import { begin, type Driven, drive, type Outcome } from './drive.js';
import { plan, step } from './plan-builder.js';

const release = (changes: { [id: string]: Parameters<typeof step>[1] } = {}) =>
  plan([
    step('machines', { ...changes.machines }),
    step('migrate', { needs: ['machines'], checked: false, ...changes.migrate }),
    step('other', { ...changes.other }),
    step('start', { needs: ['migrate'], ...changes.start }),
    step('answers', { needs: ['start'] }),
  ]);

function held(outcome: Outcome = failing('start')): Driven {
  return drive(begin(release()), outcome);
}

const actions = (run: Driven, request: PreviewRequest = {}, how = previewResume) =>
  Object.fromEntries(
    how(run.rules, run.memory, request).steps.map(({ id, action }) => [id, action]),
  );

describe('the preview of a resume in place', () => {
  it('tells of each step what will become of it, and changes nothing', () => {
    const run = held();
    const before = JSON.stringify(run.memory);
    expect(actions(run)).toEqual({
      machines: 'checked',
      migrate: 'left-in-place',
      other: 'kept',
      start: 'checked',
      answers: 'to-do',
    });
    expect(JSON.stringify(run.memory)).toBe(before);
  });

  it('is what then happens', () => {
    const run = held();
    const foretold = actions(run);
    run.started.length = 0;
    resume(run.rules, run.memory, { by }, at);
    drive(run);
    const visited = Object.keys(foretold).filter((id) =>
      ['checked', 'to-do', 'done-again'].includes(foretold[id] ?? ''),
    );
    expect(run.started).toEqual(visited);
  });

  it('says that a step which failed cleanly is done again', () => {
    const told = previewResume(held(failing('migrate')).rules, held(failing('migrate')).memory, {});
    expect(told.steps[1]).toMatchObject({
      id: 'migrate',
      action: 'done-again',
      safety: 'repeatable',
      why: 'failed: it failed',
    });
  });

  it('says that a step of unknown outcome must be named, and that the resume is refused', () => {
    const run = held(failing('migrate'));
    const failure = run.memory.steps.migrate?.failure;
    if (failure) failure.code = 'outcome.unknown';
    const told = previewResume(run.rules, run.memory, {});
    expect(told.refused).toMatch(/nobody knows whether migrate was done/);
    expect(told.steps[1]).toMatchObject({ action: 'held', safety: 'unsafe', mustName: true });
    const named = previewResume(run.rules, run.memory, { steps: ['migrate'] });
    expect(named.refused).toBeUndefined();
    expect(named.steps[1]).toMatchObject({ action: 'done-again', safety: 'unsafe' });
  });

  it('says which held steps stay held where others are named, and what waits for them', () => {
    const steps = [step('a'), step('b'), step('c', { needs: ['a'] })];
    const run = drive(begin(plan(steps)), () => 'fail');
    expect(actions(run, { steps: ['b'] })).toEqual({ a: 'held', b: 'checked', c: 'waits' });
    expect(previewResume(run.rules, run.memory, { steps: ['b'] }).steps[2]?.why).toBe('for a');
  });

  it('says what follows where something it stands on is seen not to hold any more', () => {
    const run = held();
    const seen = { machines: { holds: false }, start: { holds: false } };
    expect(actions(run, { seen })).toEqual({
      machines: 'checked',
      migrate: 'known-after-apply',
      other: 'kept',
      start: 'checked',
      answers: 'to-do',
    });
    const migrate = previewResume(run.rules, run.memory, { seen }).steps[1];
    expect(migrate?.why).toBe(
      'reads what machines will give: left in place if that is as before, else held',
    );
    // It is made again otherwise: what was done upon it is held.
    resume(run.rules, run.memory, { by }, at);
    drive(run, ({ id }) => ({ holds: true, changed: true, outputs: { value: `other ${id}` } }));
    expect(run.memory.steps.migrate?.failure?.code).toBe('inputs.changed');
  });

  it('says of what stands on a held step, and was not done, just that', () => {
    const steps = [step('a'), step('b', { needs: ['a'], checked: false })];
    const run = drive(begin(plan(steps)), failing('a'));
    expect(previewResume(run.rules, run.memory, {}).steps[1]).toMatchObject({
      action: 'to-do',
      why: 'not done yet',
    });
  });

  it('says what will be held again at once', () => {
    const run = held();
    const blocked = { code: 'vagrant.box', message: 'the box is gone', next: 'add it' };
    const { steps } = previewResume(run.rules, run.memory, {
      seen: { start: { holds: false, blocked } },
    });
    expect(steps.slice(3)).toMatchObject([
      { id: 'start', action: 'checked', why: 'held: it failed' },
      { id: 'answers', action: 'waits', why: 'for start' },
    ]);
  });

  it('says of what runs, or asks, beside what is held that it does', () => {
    const steps = [
      step('a'),
      step('gate', { type: 'approval', checked: false }),
      step('slow'),
      step('b', { needs: ['gate'] }),
    ];
    const run = begin(plan(steps));
    drive(run, failing('a'));
    Object.assign(run.memory.steps.slow ?? {}, { state: 'running' });
    const told = previewResume(run.rules, run.memory, {}).steps;
    expect(told.map(({ id, action, why }) => [id, action, why])).toEqual([
      ['a', 'checked', 'held: it failed'],
      ['gate', 'asked', 'not answered yet'],
      ['slow', 'kept', 'runs already'],
      ['b', 'to-do', 'not done yet'],
    ]);
  });

  it('tells of the last acts, which come when nothing is held any more', () => {
    const last = plan([step('a'), step('b')], { finally: [step('tidy', { checked: false })] });
    const run = drive(begin(last), () => 'fail');
    expect(previewResume(run.rules, run.memory, {}).steps.at(-1)).toMatchObject({
      id: 'tidy',
      action: 'to-do',
      why: 'finally: at the end',
    });
    expect(actions(run, { steps: ['b'] })).toMatchObject({ tidy: 'waits' });
    Object.assign(run.memory.finally.tidy ?? {}, { state: 'done', visits: 1 });
    expect(actions(run, {}, previewRestart)).toMatchObject({ tidy: 'done-again' });
  });
});

describe('the preview of a corrected pipeline', () => {
  it('says what is written otherwise, also where it is the same step still', () => {
    const run = held();
    const next = release({
      start: { onFailure: 'continue' },
      machines: { digest: 'other', timeout: 5 },
    });
    const { steps } = previewResume(run.rules, run.memory, { revised: { plan: next, inputs: {} } });
    const told = steps.filter(({ definition, fields }) => definition ?? fields);
    expect(told).toMatchObject([
      { id: 'machines', definition: 'changed', fields: { timeout: { is: '5 ms' } } },
      { id: 'start', fields: { 'on-failure': { was: 'hold', is: 'continue' } } },
    ]);
    expect(told[1]).not.toHaveProperty('definition');
    expect(previewResume(run.rules, run.memory, {}).steps.every(({ fields }) => !fields)).toBe(
      true,
    );
  });

  it('says what differs, what is added and what is gone', () => {
    const run = held();
    const next = plan([
      ...release({ start: { digest: 'other' } }).steps.filter(({ id }) => id !== 'other'),
      step('more', { needs: [] }),
    ]);
    const { steps } = previewResume(run.rules, run.memory, { revised: { plan: next, inputs: {} } });
    const by = Object.fromEntries(steps.map((one) => [one.id, one]));
    expect(by.start).toMatchObject({ action: 'checked', definition: 'changed' });
    expect(by.more).toMatchObject({ action: 'to-do', definition: 'added' });
    expect(by.other).toMatchObject({ action: 'removed', definition: 'removed' });
    expect(by.machines).toMatchObject({ action: 'checked' });
  });

  it('says which steps must be named, as the correction itself does', () => {
    const run = held();
    const revised = { plan: release({ migrate: { digest: 'other' } }), inputs: {} };
    const told = previewResume(run.rules, run.memory, { revised });
    expect(told.refused).toMatch(/^migrate was done/);
    expect(told.steps[1]).toMatchObject({ action: 'held', mustName: true, safety: 'unsafe' });
    const named = { revised, steps: ['migrate', 'start'] };
    expect(actions(run, named)).toMatchObject({ migrate: 'done-again', start: 'checked' });
    run.started.length = 0;
    revise(run.rules, run.memory, { ...revised, steps: named.steps, by }, at);
    expect(drive(run).started).toEqual(['machines', 'migrate', 'start', 'answers']);
  });
});

describe('the preview of a new run that goes on from a closed one', () => {
  it('looks at all that can be checked, and leaves the rest in place', () => {
    expect(actions(held(), {}, previewRestart)).toEqual({
      machines: 'checked',
      migrate: 'left-in-place',
      other: 'checked',
      start: 'checked',
      answers: 'to-do',
    });
  });

  it('asks for the name of a step that was cut short', () => {
    const run = held(failing('nothing'));
    Object.assign(run.memory.steps.migrate ?? {}, { state: 'running' });
    const told = previewRestart(run.rules, run.memory, {});
    expect(told.steps[1]).toMatchObject({ action: 'held', mustName: true });
    const named = previewRestart(run.rules, run.memory, { steps: ['migrate'] });
    expect(named.steps[1]).toMatchObject({ action: 'done-again', safety: 'unsafe' });
  });

  it('does not say of what stands on a step that failed that it is left in place', () => {
    const steps = [
      step('a'),
      step('rep', { needs: ['a'], checked: false, repeatable: true }),
      step('unc', { needs: ['a'], checked: false }),
      step('z', { needs: ['unc'] }),
    ];
    const run = drive(begin(plan(steps)), failing('z'));
    // Somebody resumed, and what the others stand on failed this time.
    resume(run.rules, run.memory, { by }, at);
    drive(run, failing('a'));
    expect(actions(run, {}, previewRestart)).toEqual({
      a: 'checked',
      rep: 'known-after-apply',
      unc: 'known-after-apply',
      z: 'to-do',
    });
  });

  it('does each instance again where a for-each is named by its step', () => {
    const items = { items: { literal: ['x', 'y'] } };
    const each = plan([step('each', { checked: false, forEach: items })]);
    const run = drive(begin(each));
    expect(actions(run, { steps: ['each'] }, previewRestart)).toEqual({
      'each[x]': 'done-again',
      'each[y]': 'done-again',
    });
    expect(actions(run, {}, previewRestart)).toEqual({
      'each[x]': 'left-in-place',
      'each[y]': 'left-in-place',
    });
  });

  it('says of a down that it takes down, the last step first, and brings nothing up', () => {
    const run = begin(
      plan([step('a'), step('b', { needs: ['a'] }), step('c', { undoable: false })]),
      {
        mode: 'down',
      },
    );
    const { steps } = previewRestart(run.rules, run.memory, {});
    expect(steps.map(({ id, action }) => [id, action])).toEqual([
      ['b', 'taken-down'],
      ['a', 'taken-down'],
    ]);
  });
});
