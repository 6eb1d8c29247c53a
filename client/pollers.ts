import type { Client } from '@temporalio/client';

/** TaskQueueType of Temporal's API. */
const kinds = { workflow: 1, activity: 2 } as const;

/** A worker asks for work anew each minute; one that was silent for longer (ms) is gone. */
const longestPoll = 90_000;

/** Whether a worker polls a task queue. Temporal names those of the last five minutes. */
export async function isServed(
  client: Client,
  queue: string,
  kind: keyof typeof kinds,
): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queue },
    taskQueueType: kinds[kind],
  });
  const since = Date.now() - longestPoll;
  return (pollers ?? []).some(({ lastAccessTime }) => timeOf(lastAccessTime) > since);
}

/** A protobuf timestamp: seconds may be a Long. Absent: just now. */
function timeOf(time: { seconds?: unknown } | null | undefined): number {
  return time ? Number(time.seconds ?? 0) * 1000 : Date.now();
}
