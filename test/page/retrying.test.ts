import { expect, test } from 'vitest';
import type { RunView, StepView } from '../../contract/run.js';
import { takesDown, waitingForAttempt } from '../../contract/waits.js';

const by = { kind: 'role', id: 'operator@vm' } as const;
const at = '2026-11-28T10:00:00Z';
const step: StepView = { id: 'come', type: 'shell', group: '', state: 'retrying', attempt: 2 };
const run: RunView = {
  name: 'patient',
  runId: '1',
  pipeline: 'patient',
  file: '/p/pipeline.yaml',
  mode: 'up',
  state: 'running',
  steps: [step, { ...step, id: 'other', state: 'running' }],
  finally: [],
  actions: [],
  startedAt: at,
};

test('a next attempt may be had now where the run goes on', () => {
  expect(waitingForAttempt(run).map(({ id }) => id)).toEqual(['come']);
});

test('no next attempt is offered while the run is paused, and once it has ended', () => {
  expect(waitingForAttempt({ ...run, paused: { by, at } })).toEqual([]);
  expect(waitingForAttempt({ ...run, endedAt: at })).toEqual([]);
});

test('what is taken down is tried again now, and not skipped', () => {
  expect(takesDown(run)).toBe(false);
  const aborted = { ...run, actions: [{ verb: 'abort', by, at }] } as const;
  for (const down of [
    { ...run, mode: 'down' } as const,
    { ...aborted, actions: [...aborted.actions] },
  ]) {
    expect(takesDown(down)).toBe(true);
    expect(waitingForAttempt(down)).toHaveLength(1);
  }
});
