import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { PlannedStep } from '../contract/plan.js';
import type { StepFailure } from '../contract/run.js';
import type { FailureDetails, Where } from '../contract/task.js';
import { lookForYourself } from '../contract/unknown-outcome.js';
import { mayRepeat } from './activity-options.js';
import { decidesBy } from './flags.js';
import type { StepMemory } from './memory.js';
import type { FailedAttempt } from './planner/record/attempt.js';
import type { Start } from './planner/start/start-step.js';

/** Also told by a worker that knows at its start that the one before is gone. */
const missedHeartbeat = 'TemporalTimeout:Heartbeat';

/**
 * Its worker was told to leave, before the step had begun to change what cannot be checked (else
 * the attempt itself says `outcome.unknown`). The type is the SDK's own.
 */
export function wasCutShort(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === 'WorkerShutdown';
}

/** How an attempt fared whose activity failed, and whether another one may be made. */
export function failedAttempt(
  error: unknown,
  { step, mode }: Pick<Start, 'step' | 'mode'>,
  own: Pick<StepMemory, 'attempt'>,
  decisions: number,
): FailedAttempt {
  const told = stepFailure(error, step, decisions);
  const failure = own.attempt === undefined ? told : { ...told, attempt: own.attempt };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const isLost = cause instanceof ApplicationFailure && cause.type === missedHeartbeat;
  const isHeartbeat = cause instanceof TimeoutFailure && cause.timeoutType === 'HEARTBEAT';
  if (cause instanceof TimeoutFailure || isLost) {
    return { failure, mayRepeat: mayRepeat(step, mode), interrupted: isLost || isHeartbeat };
  }
  const isFinal = cause instanceof ApplicationFailure && cause.nonRetryable === true;
  return { failure, mayRepeat: !isFinal, interrupted: failure.code === 'worker.lost' };
}

/** What a failed activity means for the person who reads of it. */
export function stepFailure(error: unknown, step: PlannedStep, decisions: number): StepFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure && cause.type === missedHeartbeat)
    return lostWorker(step, attemptsOf(error, step));
  if (cause instanceof ApplicationFailure) return fromApplication(cause, attemptsOf(error, step));
  if (cause instanceof TimeoutFailure)
    return fromTimeout(cause, step, attemptsOf(error, step), decisions);
  return {
    code: 'step.failed',
    message: cause instanceof Error ? cause.message : String(cause),
    next: 'Look at the log of the step, then resume, skip or abort.',
    tail: [],
    attempt: attemptsOf(error, step),
  };
}

/** Where it failed, as far as the attempt itself could say. */
export function whereOf(error: unknown): Where | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return undefined;
  return (cause.details?.[0] as Partial<FailureDetails> | undefined)?.where;
}

/** Temporal does not tell the workflow which attempt failed, only that they are used up. */
function attemptsOf(error: unknown, step: PlannedStep): number {
  const usedUp =
    error instanceof ActivityFailure && error.retryState === 'MAXIMUM_ATTEMPTS_REACHED';
  return usedUp ? step.retry.attempts : 1;
}

function fromApplication(failure: ApplicationFailure, attempt: number): StepFailure {
  const details = (failure.details?.[0] ?? {}) as Partial<FailureDetails>;
  return {
    code: failure.type ?? 'step.failed',
    message: failure.message,
    next: details.next ?? 'Look at the log of the step, then resume, skip or abort.',
    tail: details.tail ?? [],
    ...(details.parts ? { parts: details.parts } : {}),
    attempt,
  };
}

function fromTimeout(
  failure: TimeoutFailure,
  step: PlannedStep,
  attempt: number,
  decisions: number,
): StepFailure {
  if (failure.timeoutType === 'START_TO_CLOSE') {
    if (isUnsafe(step) && decidesBy(decisions, 'own-timeout-is-unknown')) {
      return {
        code: 'outcome.unknown',
        message: `${step.id} did not end within its timeout; nobody knows how far it got`,
        next: lookForYourself(step.id),
        tail: [],
        attempt,
      };
    }
    return {
      code: 'step.timeout',
      message: `${step.id} did not end within its timeout`,
      next: 'Give it more time with `timeout`, or find out in its log what it waits for; then resume.',
      tail: [],
      attempt,
    };
  }
  return lostWorker(step, attempt);
}

function lostWorker(step: PlannedStep, attempt: number): StepFailure {
  const unknown = isUnsafe(step);
  return {
    code: unknown ? 'outcome.unknown' : 'worker.lost',
    message: unknown
      ? `The worker was lost while ${step.id} ran; nobody knows how far it got`
      : `The worker was lost while ${step.id} ran`,
    next: unknown ? lookForYourself(step.id) : 'See that a worker runs, then resume.',
    tail: [],
    attempt,
  };
}

/** What may have been done cannot be seen, and may not be done twice. */
function isUnsafe({ checked, repeatable }: PlannedStep): boolean {
  return !checked && !repeatable;
}
