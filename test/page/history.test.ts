import { expect, test } from 'vitest';
import type { RunView } from '../../contract/run.js';
import { historyOf } from '../../ui/run/history.js';
import { stepTimes } from '../../ui/run/step-times.js';

const by = { kind: 'role', id: 'operator@vm' } as const;
const minute = (n: number) => `2026-11-28T10:0${n}:00.000Z`;
const run: RunView = {
  name: 'shop',
  runId: '1',
  pipeline: 'shop',
  file: '/p/pipeline.yaml',
  mode: 'up',
  state: 'held',
  steps: [
    {
      id: 'import',
      type: 'shell',
      group: '',
      state: 'held',
      startedAt: minute(3),
      endedAt: minute(4),
    },
  ],
  finally: [],
  actions: [{ verb: 'resume', by, at: minute(2), steps: ['import'] }],
  startedAt: minute(1),
};

test('the history has the start, what was asked, the hold and the end, newest first', () => {
  expect(historyOf(run).map(({ what }) => what)).toEqual(['held', 'asked', 'started']);
  const ended = { ...run, endedAt: minute(5) };
  expect(historyOf(ended).map(({ what }) => what)[0]).toBe('ended');
});

test('a step that waits to be visited again does not count on', () => {
  const startedAt = minute(1);
  const now = Date.parse(minute(9));
  expect(stepTimes({ state: 'waiting', startedAt }, now)).toBeUndefined();
  expect(stepTimes({ state: 'running', startedAt }, now)).toEqual([Date.parse(startedAt), now]);
});
