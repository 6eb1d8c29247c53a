import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { addressOfActivity } from '../contract/address.js';
import type { StepFailure, StepView } from '../contract/run.js';
import type { FailureDetails, Progress } from '../contract/task.js';
import { isServed } from './pollers.js';

type PendingActivity = NonNullable<
  WorkflowExecutionDescription['raw']['pendingActivities']
>[number];

/** What the attempts of a run say of its steps: only Temporal's server knows, not the workflow. */
export async function pendingSteps(
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<Map<string, Partial<StepView>>> {
  const found = new Map<string, Partial<StepView>>();
  for (const activity of description.raw.pendingActivities ?? []) {
    found.set(addressOfActivity(activity.activityId ?? ''), await viewAttempt(client, activity));
  }
  return found;
}

async function viewAttempt(client: Client, activity: PendingActivity): Promise<Partial<StepView>> {
  const attempt = activity.attempt ?? 1;
  const converter = client.options.loadedDataConverter;
  const view: Partial<StepView> = { attempt };
  const failure = await decodeOptionalFailureToOptionalError(converter, activity.lastFailure);
  if (failure) view.failure = attemptFailure(failure, attempt - 1);
  if (isStarted(activity)) {
    const [progress] = await decodeArrayFromPayloads(
      converter,
      activity.heartbeatDetails?.payloads,
    );
    if (progress) view.progress = progress as Progress;
    if (view.progress?.parts) view.parts = view.progress.parts;
    return view;
  }
  const next = dateOf(activity.nextAttemptScheduleTime ?? activity.scheduledTime);
  if (attempt > 1) {
    // An attempt is an activity of its own, but in runs of before.
    view.state = 'retrying';
    view.retriedBy = 'temporal';
    if (next) view.nextAttemptAt = next.toISOString();
  } else if (next && Date.now() - next.getTime() > patience) {
    const queue = activity.activityOptions?.taskQueue?.name;
    view.noWorker = await missingWorker(client, queue);
  }
  return view;
}

/** After this many ms an attempt that nobody took makes us ask whether there is a worker at all. */
const patience = 3000;
/** PENDING_ACTIVITY_STATE_STARTED and _CANCEL_REQUESTED of Temporal's API. */
const startedStates = [2, 3];

function isStarted(activity: PendingActivity): boolean {
  return startedStates.includes(Number(activity.state ?? 0));
}

async function missingWorker(client: Client, queue: string | null | undefined): Promise<string> {
  if (!queue) return '';
  return (await isServed(client, queue, 'activity')) ? '' : queue;
}

function attemptFailure(error: Error, attempt: number): StepFailure {
  const application = error instanceof ApplicationFailure ? error : undefined;
  const details = (application?.details?.[0] ?? {}) as Partial<FailureDetails>;
  return {
    code: application?.type ?? 'step.failed',
    message: error.message,
    next: details.next ?? '',
    tail: details.tail ?? [],
    ...(details.parts ? { parts: details.parts } : {}),
    attempt,
  };
}

/** A protobuf timestamp: seconds may be a Long. */
function dateOf(
  time: { seconds?: unknown; nanos?: number | null } | null | undefined,
): Date | undefined {
  if (!time) return undefined;
  return new Date(Number(time.seconds ?? 0) * 1000 + Math.floor((time.nanos ?? 0) / 1e6));
}
