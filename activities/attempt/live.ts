import type { Progress } from '../../contract/task.js';

/** Which attempt something is told of. */
export interface LiveAttempt {
  /** Name of the run, and the first run of its chain, as logs know it. */
  run: string;
  runId: string;
  /** Instance id. */
  step: string;
  /** From 1. */
  attempt: number;
}

/**
 * Told of attempts the moment something happens, in the worker's own process: Temporal hears of
 * progress every two seconds only. Everything is masked. What listens must not wait, nor throw.
 */
export interface LiveSink {
  started(attempt: LiveAttempt): void;
  progress(attempt: LiveAttempt, progress: Progress): void;
  /** Lines were written to its log. */
  logged(attempt: LiveAttempt): void;
  ended(attempt: LiveAttempt): void;
}
