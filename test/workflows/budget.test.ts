import { describe, expect, it } from 'vitest';
import { stepOf } from '../../contract/address.js';
import { runLimits } from '../../contract/limits.js';
import type { Json, PlannedStep } from '../../contract/plan.js';
import { sizeOf } from '../../workflows/planner/facts/budget.js';
import { refuseSkip, resume } from '../../workflows/planner/orders/updates.js';
import { excessOf, recordFailure, recordResult } from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import { beginUndo, settleUndo } from '../../workflows/planner/start/undo.js';
import { begin, type Driven, drive, type Outcome } from './drive.js';
import { group, outputOf, plan, step } from './plan-builder.js';

const by = { kind: 'user', id: 'anna' } as const;
const kib = 1024;
const text = (bytes: number) => 'x'.repeat(bytes);

/** Each puts out so many bytes. */
const large =
  (bytes: number): Outcome =>
  () => ({
    holds: true,
    changed: true,
    outputs: { value: text(bytes) },
  });

/** As the workflow records what an activity answers. */
function finish(run: Driven, id: string, bytes: number): void {
  const planned = run.rules.graph.steps.get(stepOf(id)) as PlannedStep;
  const own = run.memory.steps[id];
  if (!own) throw new Error(`no ${id}`);
  const result = { holds: true, changed: true, outputs: { value: text(bytes) } } as const;
  const excess = excessOf(run.rules, run.memory, { step: planned, id }, own, result);
  if (excess) recordFailure(run.rules, run.memory, planned, own, excess, 0);
  else recordResult(own, result, 0);
}

describe('the size of a value', () => {
  it.each([
    ['text', 'häß', 7],
    ['a list', [1, 'a', null], 12],
    ['what is written with two units', '😀', 6],
    ['what has three bytes', '€', 5],
  ])('is that of its JSON in UTF-8: %s', (_, value: Json, bytes) => {
    expect(sizeOf(value)).toBe(bytes);
    expect(sizeOf(value)).toBe(Buffer.byteLength(JSON.stringify(value)));
  });
});

describe('outputs that a run has no room for', () => {
  const items = Array.from({ length: 12 }, (_, at) => `i${at}`);
  const each = (changes: Partial<PlannedStep> = {}) =>
    begin(plan([step('each', { forEach: { items: { literal: items } }, ...changes })]));

  it('hold the step that puts them out, and leave the others what they have', () => {
    const run = each();
    settle(run.rules, run.memory, 0);
    for (const item of items) finish(run, `each[${item}]`, 60 * kib);
    const states = items.map((item) => run.memory.steps[`each[${item}]`]?.state);
    expect(states.filter((state) => state === 'done')).toHaveLength(8);
    const held = run.memory.steps['each[i11]'];
    expect(held?.failure).toMatchObject({
      code: 'outputs.too-large',
      message: expect.stringMatching(/puts out 61 KiB, and there is room for \d+ KiB/),
    });
    expect(sizeOf(run.memory)).toBeLessThan(runLimits.data + 64 * kib);
  });

  it('are those of something that was done, where it cannot be checked', () => {
    const run = each({ checked: false });
    settle(run.rules, run.memory, 0);
    for (const item of items) finish(run, `each[${item}]`, 60 * kib);
    expect(run.memory.steps['each[i11]']?.failure?.code).toBe('outcome.unknown');
  });

  it('may take the place of those that the step had', () => {
    const run = begin(plan([step('a', { onFailure: 'hold' }), step('b', { needs: ['a'] })]));
    settle(run.rules, run.memory, 0);
    finish(run, 'a', 400 * kib);
    settle(run.rules, run.memory, 0);
    const planned = run.rules.graph.steps.get('b') as PlannedStep;
    const failure = { code: 'x', message: 'x', next: '', tail: [], attempt: 1 };
    const own = run.memory.steps.b;
    if (own) recordFailure(run.rules, run.memory, planned, own, failure, 0);
    resume(run.rules, run.memory, { by }, '');
    // While it is decided upon again, what it had is kept twice by name, and once by weight.
    expect(settle(run.rules, run.memory, 0).map(({ id }) => id)).toEqual(['a']);
    finish(run, 'a', 400 * kib);
    expect(run.memory.steps.a?.state).toBe('done');
  });

  it('are refused of a person who skips, too', () => {
    const run = begin(plan([step('a'), step('b', { needs: ['a'] })]));
    settle(run.rules, run.memory, 0);
    finish(run, 'a', 500 * kib);
    settle(run.rules, run.memory, 0);
    finish(run, 'b', 60 * kib);
    const request = { by, step: 'b', reason: 'x', outputs: { value: text(60 * kib) } };
    expect(refuseSkip(run.rules, run.memory, request)).toContain('the run has room for 12 KiB');
  });
});

describe('what is given on', () => {
  it('holds a step that is given more than a message can hold', () => {
    const twice = { map: Object.fromEntries(['a', 'b', 'c'].map((id) => [id, outputOf('big')])) };
    const run = begin(
      plan([step('big'), step('reads', { with: twice, reads: ['big'], needs: ['big'] })]),
    );
    drive(run, ({ id }) => (id === 'big' ? large(400 * kib)({} as never) : 'fail'));
    expect(run.memory.steps.reads?.failure).toMatchObject({
      code: 'inputs.too-large',
      message: 'reads is given 1201 KiB, and takes 1024 KiB',
    });
  });

  it('holds what is in a pipeline whose inputs are more than a run carries', () => {
    const inputs = { given: outputOf('big'), again: outputOf('big') };
    const run = begin(
      plan([step('big'), step('g/a', { group: 'g' })], {
        groups: [group('g', { inputs, needs: ['big'], reads: ['big'] })],
      }),
    );
    drive(run, large(300 * kib));
    expect(run.memory.steps['g/a']?.failure?.code).toBe('inputs.too-large');
    expect(run.memory.groups.g?.inputs).toEqual({});
  });

  it('holds a for-each of more items than a run carries', () => {
    const literal = Array.from({ length: 1000 }, (_, at) => at);
    const run = begin(plan([step('a'), step('each', { forEach: { items: { literal } } })]));
    drive(run);
    expect(run.memory.steps.each?.failure).toMatchObject({
      code: 'inputs.too-large',
      message: 'for-each: 1000 items beside 1 other steps; a run has room for 1000 steps and items',
    });
  });
});

it('keeps of very many failures the first ones with all they say, and of the others the code', () => {
  const literal = Array.from({ length: 900 }, (_, at) => at);
  const run = begin(plan([step('each', { forEach: { items: { literal } } })]));
  settle(run.rules, run.memory, 0);
  const planned = run.rules.graph.steps.get('each') as PlannedStep;
  for (const [id, own] of Object.entries(run.memory.steps)) {
    if (id === 'each') continue;
    const failure = { code: 'x', message: text(500), next: 'n', tail: [text(900)], attempt: 1 };
    recordFailure(run.rules, run.memory, planned, own, failure, 0);
  }
  expect(run.memory.steps['each[0]']?.failure?.tail).toHaveLength(1);
  expect(run.memory.steps['each[899]']?.failure).toMatchObject({ code: 'x', tail: [] });
  expect(sizeOf(run.memory)).toBeLessThan(runLimits.failures + 900 * 400);
});

describe('what is decided in one turn', () => {
  const names = Array.from({ length: 9 }, (_, at) => `i${at}`);
  const given = { map: { value: { literal: text(500 * kib) } } };
  const many = () =>
    begin(plan([step('each', { forEach: { items: { literal: names } }, with: given })]));

  it('is no more than one message holds; the rest is decided in the next ones', () => {
    const run = many();
    const portions = [0, 1, 2].map(() => settle(run.rules, run.memory, 0).length);
    expect(portions).toEqual([5, 4, 0]);
    expect(names.map((name) => run.memory.steps[`each[${name}]`]?.state)).toEqual(
      names.map(() => 'running'),
    );
  });

  it('is no more of what is taken down either', () => {
    const run = many();
    for (const { id } of [
      ...settle(run.rules, run.memory, 0),
      ...settle(run.rules, run.memory, 0),
    ]) {
      finish(run, id, 1);
    }
    beginUndo(run.rules, run.memory);
    expect([0, 1, 2].map(() => settleUndo(run.rules, run.memory, 0).length)).toEqual([5, 4, 0]);
  });
});
