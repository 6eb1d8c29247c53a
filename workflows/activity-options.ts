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

/** How Temporal runs one attempt at a step: a step's own timeout and `retry` are kept by Muster. */
export function activityOptions(
  step: PlannedStep,
  visit: { activityId: string; mode: StepMode; queue: string | undefined },
  decisions: number,
): ActivityOptions {
  if (!decidesBy(decisions, 'attempts-are-the-runs')) return optionsOfVisit(step, visit);
  return {
    activityId: visit.activityId,
    summary: step.name ?? step.id,
    startToCloseTimeout: step.timeout ? step.timeout + timeToEnd : noTimeout,
    heartbeatTimeout: '30s',
    // Not the SDK's real default, whatever it says: what is ended has to have ended before it is undone.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: { maximumAttempts: 1 },
    ...(visit.queue === undefined ? {} : { taskQueue: visit.queue }),
  };
}

/**
 * How Temporal ran a visit with all its attempts, until runs decided upon these. A step without a check
 * must not be run again after a lost worker, so Temporal is told not to retry its own timeouts.
 */
function optionsOfVisit(
  step: PlannedStep,
  visit: { activityId: string; mode: StepMode; queue: string | undefined },
): ActivityOptions {
  const { attempts, interval, backoff, maxInterval } = step.retry;
  return {
    activityId: visit.activityId,
    summary: step.name ?? step.id,
    // Plans of Muster 0.1.0 may hold a 0, which Temporal refuses in every turn of the run.
    startToCloseTimeout: step.timeout || noTimeout,
    heartbeatTimeout: '30s',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: {
      maximumAttempts: attempts,
      initialInterval: Math.max(1, interval),
      backoffCoefficient: backoff,
      maximumInterval: Math.max(1, maxInterval),
      ...(mayRepeat(step, visit.mode)
        ? {}
        : {
            nonRetryableErrorTypes: ['TemporalTimeout:Heartbeat', 'TemporalTimeout:StartToClose'],
          }),
    },
    ...(visit.queue === undefined ? {} : { taskQueue: visit.queue }),
  };
}
