import { expect, test } from 'vitest';
import { historyLines } from '../../../cli/render/history.js';
import type { Happening } from '../../../contract/history.js';
import { plainStyle } from '../fixtures.js';

const by = { kind: 'user', id: 'anna@build-7' } as const;
const at = (day: number, hour: number, second = 0) =>
  new Date(2026, 10, day, hour, 0, second).toISOString();
const attempt = { what: 'attempt', step: 'etcd', mode: 'up' } as const;
const happenings: Happening[] = [
  { what: 'started', at: at(28, 10), by, mode: 'up' },
  {
    ...attempt,
    at: at(28, 10, 1),
    endedAt: at(28, 10, 41),
    number: 1,
    outcome: 'failed',
    code: 'check.failed',
    message: 'core-02 does not answer',
  },
  { what: 'state', at: at(28, 10, 41), state: 'held', steps: ['etcd'] },
  { what: 'asked', at: at(29, 9), by, verb: 'resume', steps: ['etcd'], reason: 'cable is in' },
  { what: 'state', at: at(29, 9), state: 'running' },
  { ...attempt, at: at(29, 9, 1), endedAt: at(29, 9, 3), number: 1, outcome: 'changed' },
  { what: 'ended', at: at(29, 9, 3), state: 'succeeded' },
];
const history = { name: 'coreos', runId: '1', happenings, isCut: false };

test('a history is told by days, from its start on', () => {
  expect(historyLines(history, plainStyle)).toEqual([
    '',
    '2026-11-28',
    '10:00:00  anna@build-7 started it (bring up)',
    '10:00:01  etcd failed after 40s, attempt 1: core-02 does not answer',
    '          (check.failed)',
    '10:00:41  held at etcd',
    '',
    '2026-11-29',
    '09:00:00  anna@build-7 resumed etcd: cable is in',
    '09:00:01  etcd changed after 2.0s',
    '09:00:03  ended: succeeded',
  ]);
});

test('where there is too much of it, that is said', () => {
  expect(historyLines({ ...history, isCut: true }, plainStyle).join('\n')).toContain('left out');
});
