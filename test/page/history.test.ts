import { expect, test } from 'vitest';
import type { Happening } from '../../contract/history.js';
import { daysOf } from '../../ui/run/history.js';
import { stepTimes } from '../../ui/run/step-times.js';

const by = { kind: 'role', id: 'operator@vm' } as const;
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
const happenings: Happening[] = [
  { what: 'started', at: at(28, 10), by, mode: 'up' },
  {
    what: 'attempt',
    at: at(28, 11),
    endedAt: at(28, 12),
    step: 'a',
    number: 1,
    outcome: 'changed',
  },
  { what: 'attempt', at: at(28, 12), endedAt: at(28, 13), step: 'b', number: 1, outcome: 'failed' },
  { what: 'state', at: at(28, 13), state: 'held', steps: ['b'] },
  { what: 'asked', at: at(29, 9), by, verb: 'resume', steps: ['b'] },
  { what: 'state', at: at(29, 9), state: 'running' },
];
const told = (reading: { isWhole: boolean; newestFirst: boolean }) =>
  daysOf(happenings, reading).map((day) => day.happenings.map(({ what }) => what));

test('a history is read by days, from its start on, each thing once', () => {
  expect(told({ isWhole: true, newestFirst: false })).toEqual([
    ['started', 'attempt', 'attempt', 'state'],
    ['asked'],
  ]);
});

test('it can be read from its end, and without what went well', () => {
  expect(told({ isWhole: true, newestFirst: true })).toEqual([
    ['asked'],
    ['state', 'attempt', 'attempt', 'started'],
  ]);
  expect(told({ isWhole: false, newestFirst: false })).toEqual([
    ['started', 'attempt', 'state'],
    ['asked'],
  ]);
});

test('a step that waits to be visited again does not count on', () => {
  const startedAt = at(28, 10);
  const now = Date.parse(at(28, 19));
  expect(stepTimes({ state: 'waiting', startedAt }, now)).toBeUndefined();
  expect(stepTimes({ state: 'running', startedAt }, now)).toEqual([Date.parse(startedAt), now]);
});
