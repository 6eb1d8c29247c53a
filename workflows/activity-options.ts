import type { ActivityOptions } from '@temporalio/workflow';
import type { PlannedStep } from '../contract/plan.js';
import type { StepMode } from '../contract/task.js';

/** No attempt lives longer than this unless its step says so; Temporal asks for some limit. */
const noTimeout = '365 days';

/**
 * How Temporal runs one visit of a step. A step without a check must not be run again after a lost
 * worker, so Temporal is told not to retry its own timeouts.
 */
export function activityOptions(
  step: PlannedStep,
  visit: { activityId: string; mode: StepMode; queue: string | undefined },
): ActivityOptions {
  const { attempts, interval, backoff, maxInterval } = step.retry;
  const mayRepeat = step.checked || step.repeatable || visit.mode !== 'up';
  return {
    activityId: visit.activityId,
    summary: step.name ?? step.id,
    // Plans of Muster 0.1.0 may hold a 0, which Temporal refuses in every turn of the run.
    startToCloseTimeout: step.timeout || noTimeout,
    heartbeatTimeout: '30s',
    // Not the SDK's real default, whatever it says: what is ended has to have ended before it is undone.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    retry: {
      maximumAttempts: attempts,
      initialInterval: Math.max(1, interval),
      backoffCoefficient: backoff,
      maximumInterval: Math.max(1, maxInterval),
      ...(mayRepeat
        ? {}
        : {
            nonRetryableErrorTypes: ['TemporalTimeout:Heartbeat', 'TemporalTimeout:StartToClose'],
          }),
    },
    ...(visit.queue === undefined ? {} : { taskQueue: visit.queue }),
  };
}
