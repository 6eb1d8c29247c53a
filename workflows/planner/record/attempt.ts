import type { PlannedStep } from '../../../contract/plan.js';
import type { StepFailure } from '../../../contract/run.js';
import { decidesBy } from '../../flags.js';
import type { Memory, StepMemory } from '../../memory.js';
import { fitting } from '../facts/budget.js';
import type { Rules } from '../facts/rules.js';
import { endLooks } from './looks.js';
import { recordFailure } from './outcome.js';

/** How an attempt ended that has failed. */
export interface FailedAttempt {
  failure: StepFailure;
  /** Another attempt may fare better, and may be made. */
  mayRepeat: boolean;
  /** Its worker was lost: no fault of the step's. */
  interrupted: boolean;
}

/** So often, one after the other: a step that takes its worker down each time fails in the end. */
const mostInterruptions = 3;

/**
 * Record that an attempt failed: the next one follows after a pause, as `retry` says, or the step has
 * failed for good. An interruption costs no attempt.
 */
export function recordAttempt(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  own: StepMemory,
  ended: FailedAttempt,
  now: number,
): void {
  if (ended.interrupted || ended.failure.code === 'outcome.unknown') endLooks(memory);
  const pause = isStopping(rules, memory)
    ? undefined
    : pauseAfter(rules.decisions, step, own, ended);
  if (pause === undefined) {
    recordFailure(rules, memory, step, own, ended.failure, now);
    return;
  }
  delete own.failure;
  waitFor(own, { ...ended, failure: fitting(memory, ended.failure) }, now + pause);
}

/** Nothing begins any more; of what is taken down, since somebody stopped that too. */
function isStopping({ decisions }: Rules, { stopping, undo }: Memory): boolean {
  if (undo === undefined || !decidesBy(decisions, 'a-stopped-undo-tries-no-more')) {
    return stopping !== undefined && undo === undefined;
  }
  return stopping?.undo === false;
}

/** It waits for its next attempt, which begins at a time (ms). */
export function waitFor(own: StepMemory, ended: FailedAttempt, at: number): void {
  if (isFree(own, ended)) own.interrupted = (own.interrupted ?? 0) + 1;
  else delete own.interrupted;
  // The next attempt reads what it stands on anew.
  delete own.overtaken;
  Object.assign(own, { state: 'retrying', failure: ended.failure, retryAt: at });
  if (ended.failure.parts) own.parts = ended.failure.parts;
}

/** How long to wait for the next attempt (ms); undefined: there is none. */
export function pauseAfter(
  decisions: number,
  { retry }: Pick<PlannedStep, 'retry'>,
  own: Pick<StepMemory, 'attempt' | 'interrupted'>,
  ended: FailedAttempt,
): number | undefined {
  if (!decidesBy(decisions, 'attempts-are-the-runs') || !ended.mayRepeat) return undefined;
  if (isFree(own, ended)) return 0;
  const failed = own.attempt ?? 1;
  if (failed >= retry.attempts) return undefined;
  return Math.max(1, Math.min(retry.interval * retry.backoff ** (failed - 1), retry.maxInterval));
}

function isFree(
  { interrupted = 0 }: Pick<StepMemory, 'interrupted'>,
  ended: FailedAttempt,
): boolean {
  return ended.interrupted && interrupted < mostInterruptions;
}
