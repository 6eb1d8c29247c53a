import type { StepTask } from '../../contract/task.js';
import { StepError } from '../contract/step-error.js';

/** Node's timers take no more (ms, 24 days); beyond it Temporal's own limit ends the attempt. */
const longest = 2 ** 31 - 1;

/**
 * The `timeout` of a step, kept by the worker itself: the attempt fails once its programs have ended,
 * so that nothing that follows meets them, and with their last lines. (Temporal would give the
 * attempt up at once.)
 */
export class TimeLimit {
  /** Aborted when the time is over, or with the attempt. */
  readonly signal: AbortSignal;
  /** Set once the time is over. */
  exceeded: StepError | undefined;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor({ step, timeout }: Pick<StepTask, 'step' | 'timeout'>, attempt: AbortSignal) {
    if (timeout === undefined || timeout > longest) {
      this.signal = attempt;
      return;
    }
    const over = new AbortController();
    this.signal = AbortSignal.any([attempt, over.signal]);
    this.#timer = setTimeout(() => {
      if (attempt.aborted) return;
      this.exceeded = timeIsOver(step, timeout);
      over.abort(this.exceeded);
    }, timeout);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

/** Its programs are ended, wherever they are. */
export function timeIsOver(step: string, timeout: number): StepError {
  return new StepError('step.timeout', {
    message: `${step} did not end within its timeout of ${timeout / 1000} s.`,
    next: 'Give it more time with `timeout`, or find out in its log what it waits for; then resume.',
    cutShort: true,
  });
}
