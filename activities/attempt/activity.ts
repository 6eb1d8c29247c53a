import { Context } from '@temporalio/activity';
import type { StepResult, StepTask } from '../../contract/task.js';
import type { StepType } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { toFailure } from './failure.js';
import { hidesNothing } from './masking/masker.js';
import { type AttemptCall, type AttemptServices, runAttempt } from './run-attempt.js';

/** The only place that knows it runs inside a Temporal activity. */

export type StepActivity = (task: StepTask) => Promise<StepResult>;

/**
 * The activities of a worker, by step type. `default` answers for types that it does not know:
 * Temporal would try those for ever.
 */
export function createActivities(
  catalogue: ReadonlyMap<string, StepType>,
  services: AttemptServices,
): Record<string, StepActivity> {
  const known = [...catalogue.values()]
    .filter((type) => type.run !== undefined)
    .map((type): [string, StepActivity] => [
      type.type,
      (task) => runAttempt(task, type, services, callOf(task)),
    ]);
  return { ...Object.fromEntries(known), default: unknownType };
}

function callOf(task: StepTask): AttemptCall {
  const context = Context.current();
  const { info, cancellationSignal: signal } = context;
  return {
    workflowId: info.workflowExecution?.workflowId ?? '',
    runId: info.workflowExecution?.runId ?? '',
    activityId: info.activityId,
    attempt: info.attempt,
    number: task.attempt ?? info.attempt,
    repeatable: isRepeatable(task),
    signal,
    // The reason is a CancelledFailure with the SDK's CancelReason as its message.
    shuttingDown: () => (signal.reason as Error | undefined)?.message === 'WORKER_SHUTDOWN',
    heartbeat: (progress) => {
      if (info.heartbeatTimeoutMs) context.heartbeat(progress);
    },
  };
}

/**
 * A step that may not be done twice was, by earlier versions, scheduled so that Temporal does not repeat its own
 * time-outs; that is how an attempt knows.
 */
function isRepeatable(task: StepTask): boolean {
  if (task.checked || task.mode !== 'up') return true;
  if (task.repeatable !== undefined) return task.repeatable;
  const policy = Context.current().info.retryPolicy;
  const never = policy?.nonRetryableErrorTypes ?? [];
  return policy !== undefined && !never.includes('TemporalTimeout:Heartbeat');
}

async function unknownType(): Promise<StepResult> {
  const { activityType } = Context.current().info;
  const error = new StepError('step.unknown', {
    message: `This worker does not know the step type ${activityType}.`,
    next: 'Bring the worker to the version of the engine that planned the run. A type from outside: name its module in the MUSTER_STEPS that the worker is started with.',
  });
  throw toFailure(error, [], hidesNothing);
}
