import { EventEmitter } from 'node:events';
import type { LiveAttempt, LiveSink } from '../activities/attempt/live.js';
import type { Progress } from '../contract/task.js';

/** Something happened to an attempt. */
export type LiveEvent =
  | (LiveAttempt & { what: 'started' | 'logged' | 'ended' })
  | (LiveAttempt & { what: 'progress'; progress: Progress });

/** What an attempt that runs told last. */
export interface LiveProgress {
  attempt: number;
  progress: Progress;
}

/**
 * What the attempts of this process tell, for who listens in it: emits `attempt`. Other hosts'
 * attempts are not heard here.
 */
export class LiveBus extends EventEmitter<{ attempt: [LiveEvent] }> implements LiveSink {
  /** Of attempts that run: run → step → what it told last. */
  readonly #latest = new Map<string, Map<string, LiveProgress>>();

  constructor() {
    super();
    // One listener a page that is open, and a few of the server's own.
    this.setMaxListeners(0);
  }

  /** By instance id of the step. */
  progressOf(run: string, runId: string): ReadonlyMap<string, LiveProgress> {
    return this.#latest.get(key(run, runId)) ?? new Map();
  }

  started(attempt: LiveAttempt): void {
    this.emit('attempt', { ...attempt, what: 'started' });
  }

  progress(attempt: LiveAttempt, progress: Progress): void {
    const id = key(attempt.run, attempt.runId);
    const steps = this.#latest.get(id) ?? new Map<string, LiveProgress>();
    steps.set(attempt.step, { attempt: attempt.attempt, progress });
    this.#latest.set(id, steps);
    this.emit('attempt', { ...attempt, what: 'progress', progress });
  }

  logged(attempt: LiveAttempt): void {
    this.emit('attempt', { ...attempt, what: 'logged' });
  }

  ended(attempt: LiveAttempt): void {
    const id = key(attempt.run, attempt.runId);
    const steps = this.#latest.get(id);
    if (steps?.get(attempt.step)?.attempt === attempt.attempt) steps.delete(attempt.step);
    if (steps?.size === 0) this.#latest.delete(id);
    this.emit('attempt', { ...attempt, what: 'ended' });
  }
}

const key = (run: string, runId: string): string => `${run}\n${runId}`;
