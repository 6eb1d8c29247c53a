import { expect, it } from 'vitest';
import type { Progress } from '../../contract/task.js';
import { LiveBus, type LiveEvent } from '../../worker/live.js';

const attempt = { run: 'coreos', runId: 'r1', step: 'machines', attempt: 1 };
const progress = (state: string): Progress => ({
  phase: 'applying',
  host: 'here',
  pid: 1,
  parts: { 'core-01': state },
});

it('tells everybody who listens, and keeps what a running attempt told last', () => {
  const bus = new LiveBus();
  const heard: LiveEvent['what'][] = [];
  bus.on('attempt', ({ what }) => heard.push(what));
  bus.started(attempt);
  bus.progress(attempt, progress('booting'));
  bus.progress(attempt, progress('running'));
  bus.logged(attempt);
  expect(bus.progressOf('coreos', 'r1').get('machines')).toEqual({
    attempt: 1,
    progress: progress('running'),
  });
  bus.ended(attempt);
  expect(bus.progressOf('coreos', 'r1').size).toBe(0);
  expect(heard).toEqual(['started', 'progress', 'progress', 'logged', 'ended']);
});

it('does not take the end of an attempt for that of the next', () => {
  const bus = new LiveBus();
  bus.progress({ ...attempt, attempt: 2 }, progress('booting'));
  bus.ended(attempt);
  expect(bus.progressOf('coreos', 'r1').get('machines')?.attempt).toBe(2);
});

it('keeps runs of one name apart', () => {
  const bus = new LiveBus();
  bus.progress(attempt, progress('booting'));
  expect(bus.progressOf('coreos', 'r2').size).toBe(0);
});
