import type { Client } from '@temporalio/client';

type Answer = Awaited<ReturnType<Client['workflowService']['getWorkflowExecutionHistoryReverse']>>;
/** An event of Temporal's history. */
export type HistoryEvent = NonNullable<NonNullable<Answer['history']>['events']>[number];

/** So many are read: a run that waits for weeks and tries again each minute has many more. */
const most = 10_000;
/** Of one answer. */
const pageSize = 500;

/**
 * The last events of a run, over all its executions, oldest first.
 * @param runId Of its last execution
 */
export async function lastEvents(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<{ events: HistoryEvent[]; isCut: boolean }> {
  const found: HistoryEvent[] = [];
  let execution: string | undefined = runId;
  let nextPageToken: Uint8Array | undefined;
  while (execution !== undefined && found.length < most) {
    const page: Answer = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution: { workflowId, runId: execution },
      maximumPageSize: pageSize,
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    const events = page.history?.events ?? [];
    found.push(...events);
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
    if (nextPageToken === undefined) execution = executionBefore(events.at(-1));
  }
  return { events: found.reverse(), isCut: execution !== undefined };
}

/** The first event of an execution names the one that it went on from. */
function executionBefore(first: HistoryEvent | undefined): string | undefined {
  return first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
}

/** When something happened, ISO. */
export function timeOf({ eventTime }: HistoryEvent): string {
  const { seconds, nanos } = eventTime ?? {};
  // Seconds may be a Long.
  return new Date(Number(seconds ?? 0) * 1000 + Math.floor((nanos ?? 0) / 1e6)).toISOString();
}
