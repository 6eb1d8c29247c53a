import { expect, test } from 'vitest';
import type { RunState } from '../../contract/run.js';
import { newStep } from '../../workflows/memory.js';
import { memoryOf, stateOf, whoOf } from '../../workflows/old-shapes.js';

/** As Muster 0.1.0 wrote it. */
const action = { verb: 'pause', by: 'anna@lab', at: '2026-11-20T12:00:00.000Z' };
const anna = { kind: 'user', id: 'anna@lab' };

test.each([
  ['anna@lab', anna],
  ['operator@lab', { kind: 'role', id: 'operator@lab' }],
  ['hook@lab', { kind: 'hook', id: 'hook@lab', via: 'hook' }],
] as const)('who asked is read from %s as it was written before', (text, who) => {
  expect(whoOf(text)).toEqual(who);
});

test('who asked stays as it is written today', () => {
  const who = { kind: 'user', id: 'anna@lab', via: 'command' } as const;
  expect(whoOf(who)).toBe(who);
});

test('what a closed run has left is read with who asked, and who paused it', () => {
  const paused = { by: action.by, at: action.at };
  const left = { state: 'aborted', paused, steps: [], actions: [action] };
  const state = stateOf(left as unknown as RunState);
  expect(state.actions).toEqual([{ ...action, by: anna }]);
  expect(state.paused).toEqual({ by: anna, at: action.at });
});

const abort = { verb: 'abort', by: anna, at: '2026-11-20T12:00:00.000Z' };
const [before, after] = ['2026-11-20T11:00:00.000Z', '2026-11-20T12:00:01.000Z'];
const undone = { id: 'a', state: 'done', change: 'undone', startedAt: after };

test.each([
  ['aborted before it took anything down', 'up', [abort], [{ id: 'a', state: 'done' }], undefined],
  [
    'took all of it down',
    'up',
    [abort],
    [undone, { id: 'b', state: 'failed', startedAt: before }],
    [],
  ],
  [
    'could not undo a step',
    'up',
    [abort],
    [undone, { id: 'b', state: 'failed', startedAt: after }],
    ['b'],
  ],
  [
    'was cut short in it',
    'up',
    [abort],
    [undone, { id: 'b', state: 'cancelled', startedAt: after }],
    ['b'],
  ],
  ['went down, but for a step', 'down', [], [undone, { id: 'b', state: 'waiting' }], ['b']],
  ['only looked what there is', 'down', [abort], [{ id: 'a', state: 'waiting' }], undefined],
] as const)(
  'what is left is read off a closed run of before that %s',
  (_, mode, actions, steps, left) => {
    const state = stateOf({ mode, actions, steps } as unknown as RunState);
    expect(state.left).toEqual(left);
  },
);

test('what a run of today says is left is not read off it again', () => {
  const left = {
    mode: 'down',
    actions: [],
    steps: [{ id: 'b', state: 'waiting', startedAt: after }],
  };
  expect(stateOf({ ...left, left: [] } as unknown as RunState).left).toEqual([]);
});

test('what an execution before has carried over keeps all else', () => {
  const carried = { steps: { a: newStep() }, actions: [action], startedAt: 1 };
  const memory = memoryOf(carried as unknown as Parameters<typeof memoryOf>[0]);
  expect(memory).toEqual({ ...carried, actions: [{ ...action, by: anna }] });
});
