import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { ClientError } from './refusal.js';

/**
 * Runs whose turn fails again and again: they can neither go on, be looked at, nor take an order, and
 * Temporal tries that turn for ever.
 */

/** A turn that failed once may be a worker's that was killed in the middle of it. */
const manyTimes = 3;

/** @throws ClientError `run.stuck` with the reason */
export async function refuseStuck(
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<void> {
  if ((description.raw.pendingWorkflowTask?.attempt ?? 0) < manyTimes) return;
  throw await stuck(client, description);
}

/** The error of a run that is known to be stuck, or was when it was ended. */
export async function stuck(
  client: Client,
  { workflowId: name, runId, status }: WorkflowExecutionDescription,
): Promise<ClientError> {
  const reason = await reasonOf(client, name, runId);
  return new ClientError({ code: 'run.stuck', name, reason, open: status.name === 'RUNNING' });
}

/** gRPC's FAILED_PRECONDITION and INVALID_ARGUMENT: the run's turn has failed, or its replay does. */
const unreadable: ReadonlySet<unknown> = new Set([9, 3]);

/** Whether a query failed because nobody can replay the run. */
export function isUnreadable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && unreadable.has(error.code)) || isUnreadable(error.cause);
}

/** Only the first failure of a turn is written down; it stands among the last events. */
async function reasonOf(client: Client, workflowId: string, runId: string): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 20,
  });
  const failed = history?.events?.find((event) => event.workflowTaskFailedEventAttributes);
  const message = failed?.workflowTaskFailedEventAttributes?.failure?.message;
  return message?.split('\n')[0] || 'its worker fails at it.';
}
