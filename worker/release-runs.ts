import type { NativeConnection } from '@temporalio/worker';

/**
 * A killed worker leaves every open run bound to a queue of its own, where the server waits ten
 * seconds for it before another worker is asked, be it for a query. This lets go of all of them.
 */
export async function releaseRuns(
  { workflowService }: NativeConnection,
  namespace: string,
  queue: string,
): Promise<void> {
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await workflowService.listWorkflowExecutions({
      namespace,
      query: `ExecutionStatus = "Running" AND TaskQueue = "${queue}"`,
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    const open = (page.executions ?? []).flatMap(({ execution }) => execution ?? []);
    await Promise.allSettled(
      open.map((execution) => workflowService.resetStickyTaskQueue({ namespace, execution })),
    );
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
  } while (nextPageToken);
}
