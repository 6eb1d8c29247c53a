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
  const left = { state: 'aborted', paused: { by: action.by, at: action.at }, actions: [action] };
  const state = stateOf(left as unknown as RunState);
  expect(state.actions).toEqual([{ ...action, by: anna }]);
  expect(state.paused).toEqual({ by: anna, at: action.at });
});

test('what an execution before has carried over keeps all else', () => {
  const carried = { steps: { a: newStep() }, actions: [action], startedAt: 1 };
  const memory = memoryOf(carried as unknown as Parameters<typeof memoryOf>[0]);
  expect(memory).toEqual({ ...carried, actions: [{ ...action, by: anna }] });
});
