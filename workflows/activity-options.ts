import type { ActivityOptions } from '@temporalio/workflow';
import type { PlannedStep } from '../contract/plan.js';
import type { StepMode } from '../contract/task.js';
import { decidesBy } from './flags.js';

/** No attempt lives longer than this unless its step says so; Temporal asks for some limit. */
const noTimeout = '365 days';

/** For the worker to end what has exceeded its timeout, and to say so, before Temporal does (ms). */
const timeToEnd = 60_000;

/** Whether an attempt may be made again although nobody knows how far the one before got. */
export function mayRepeat(
  { checked, repeatable }: Pick<PlannedStep, 'checked' | 'repeatable'>,
  mode: StepMode,
): boolean {
  return checked || repeatable || mode !== 'up';
}

interface Visit {
  activityId: string;
  mode: StepMode;
  queue: string | undefined;
}

/**
 * How Temporal runs one attempt at a step: a step's own timeout and `retry` are kept by Muster. Runs of
 * before had it make all attempts of a visit.
 */
export function activityOptions(
  step: PlannedStep,
  visit: Visit,
  decisions: number,
): ActivityOptions {
  const isAttempt = decidesBy(decisions, 'attempts-are-the-runs');
  // Plans of Muster 0.1.0 may hold a 0, which Temporal refuses in every turn of the run.
  const timeout = step.timeout || undefined;
  return {
    activityId: visit.activityId,
    summary: step.name ?? step.id,
    startToCloseTimeout:
      timeout === undefined ? noTimeout : isAttempt ? timeout + timeToEnd : timeout,
    heartbeatTimeout: '30s',
    // Not the SDK's real default, whatever it says: what is ended has to have ended before it is undone.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: isAttempt ? { maximumAttempts: 1 } : retryOfVisit(step, visit.mode),
    ...(visit.queue === undefined ? {} : { taskQueue: visit.queue }),
  };
}

/**
 * A step without a check must not be run again after a lost worker, so Temporal is told not to retry its
 * own timeouts.
 */
function retryOfVisit(step: PlannedStep, mode: StepMode): NonNullable<ActivityOptions['retry']> {
  const { attempts, interval, backoff, maxInterval } = step.retry;
  return {
    maximumAttempts: attempts,
    initialInterval: Math.max(1, interval),
    backoffCoefficient: backoff,
    maximumInterval: Math.max(1, maxInterval),
    ...(mayRepeat(step, mode)
      ? {}
      : {
          nonRetryableErrorTypes: ['TemporalTimeout:Heartbeat', 'TemporalTimeout:StartToClose'],
        }),
  };
}
