import { expect, test } from 'vitest';
import type { RunView, StepView } from '../../contract/run.js';
import { waitingForAttempt } from '../../contract/waits.js';

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

test('no next attempt is offered while the run is paused, ends, or takes down', () => {
  expect(waitingForAttempt({ ...run, paused: { by, at } })).toEqual([]);
  expect(waitingForAttempt({ ...run, actions: [{ verb: 'abort', by, at }] })).toEqual([]);
  expect(waitingForAttempt({ ...run, endedAt: at })).toEqual([]);
  expect(waitingForAttempt({ ...run, mode: 'down' })).toEqual([]);
});
