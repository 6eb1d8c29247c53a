import { expect, test } from 'vitest';
import type { Attempt, Happening } from '../../contract/history.js';
import type { StepView } from '../../contract/run.js';
import { barsOf, restsOf } from '../../ui/run/time-bars.js';
import { timeScale } from '../../ui/run/time-scale.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const at = (minutes: number) => new Date(minutes * minute).toISOString();
const step = (more: Partial<StepView>): StepView => ({
  id: 'etcd',
  type: 'etcd.health',
  group: '',
  state: 'done',
  ...more,
});
const attempt = (from: number, to: number | undefined, outcome?: Attempt['outcome']): Attempt => ({
  what: 'attempt',
  step: 'etcd',
  number: 1,
  at: at(from),
  ...(to === undefined ? {} : { endedAt: at(to) }),
  ...(outcome ? { outcome } : {}),
});
const minutesOf = (bars: { from: number; to: number }[]) =>
  bars.map(({ from, to }) => [from / minute, to / minute]);

test('the first pass of a step stays on the time line after a resume', () => {
  const attempts = [attempt(1, 3, 'failed'), attempt(10, 11, 'changed')];
  const bars = barsOf(step({ startedAt: at(10), endedAt: at(11) }), attempts, 20 * minute);
  expect(minutesOf(bars)).toEqual([
    [1, 3],
    [10, 11],
  ]);
  expect(bars.map(({ tone }) => tone)).toEqual(['failed', undefined]);
});

test('a step that waits to be visited again has its first pass alone', () => {
  const bars = barsOf(step({ state: 'waiting' }), [attempt(1, 3, 'changed')], 20 * minute);
  expect(minutesOf(bars)).toEqual([[1, 3]]);
});

test('between two attempts nothing is done; the one that runs goes on to now', () => {
  const running = step({ state: 'running', startedAt: at(1), attempt: 2 });
  const attempts = [attempt(1, 2, 'failed'), attempt(5, undefined)];
  expect(minutesOf(barsOf(running, attempts, 7 * minute))).toEqual([
    [1, 2],
    [2, 7],
  ]);
  const retrying = step({ state: 'retrying', startedAt: at(1), attempt: 2 });
  expect(minutesOf(barsOf(retrying, [attempt(1, 2, 'failed')], 7 * minute))).toEqual([[1, 2]]);
});

test('of a step that the history has not heard of yet, the run tells', () => {
  const bars = barsOf(step({ state: 'running', startedAt: at(4) }), [], 6 * minute);
  expect(minutesOf(bars)).toEqual([[4, 6]]);
});

test('what waits for somebody is a rest, to now while it does', () => {
  const happenings: Happening[] = [
    { what: 'started', at: at(0), mode: 'up' },
    { what: 'state', at: at(3), state: 'held' },
    { what: 'state', at: at(9), state: 'running' },
    { what: 'state', at: at(12), state: 'waiting-approval' },
  ];
  expect(minutesOf(restsOf(happenings, 15 * minute))).toEqual([
    [3, 9],
    [12, 15],
  ]);
  const ended: Happening = { what: 'ended', at: at(14), state: 'aborted' };
  expect(minutesOf(restsOf([...happenings, ended], 15 * minute)).at(-1)).toEqual([12, 14]);
});

test('a line without rests is even', () => {
  const scale = timeScale(0, 100, []);
  expect(scale.shareOf(25)).toBe(0.25);
  expect(scale.timeAt(0.25)).toBe(25);
  expect(scale.isShortened).toBe(false);
});

test('a hold of three days leaves room for what was done in minutes', () => {
  const end = 4 * minute + 3 * day + 4 * minute;
  const scale = timeScale(0, end, [{ from: 4 * minute, to: 4 * minute + 3 * day }]);
  expect(scale.isShortened).toBe(true);
  expect(scale.shareOf(4 * minute)).toBeGreaterThan(0.4);
  expect(scale.shareOf(4 * minute + 3 * day)).toBeLessThan(0.6);
  expect(scale.shareOf(end)).toBe(1);
  expect(scale.timeAt(1)).toBe(end);
  expect(scale.timeAt(scale.shareOf(2 * minute))).toBeCloseTo(2 * minute, 0);
});

test('ten holds leave more than half of the line to what was done', () => {
  const rests = Array.from({ length: 10 }, (_, index) => ({
    from: index * day + minute,
    to: (index + 1) * day,
  }));
  const scale = timeScale(0, 10 * day + minute, rests);
  const rested = rests.reduce(
    (sum, { from, to }) => sum + scale.shareOf(to) - scale.shareOf(from),
    0,
  );
  expect(rested).toBeLessThan(0.5);
});

test('an attempt is as long as Temporal says, though the run heard of its end otherwise', () => {
  const quick = step({ startedAt: at(1), endedAt: at(1) });
  expect(minutesOf(barsOf(quick, [attempt(1, 3, 'changed')], 20 * minute))).toEqual([[1, 3]]);
});
