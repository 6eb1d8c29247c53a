import type { NativeConnection } from '@temporalio/worker';

/** A memo as the server hands it over: payloads by name. */
interface Memo {
  fields?: { [name: string]: { data?: Uint8Array | null } } | null;
}

/** What the daemon asks Temporal to learn whether it is still needed. */
export interface BusyOptions {
  connection: NativeConnection;
  namespace: string;
  queue: string;
  /** The embedded server holds schedules only as long as the daemon lives. */
  embedded: boolean;
  /** Activities that this worker runs now. */
  runningHere: () => number;
}

/**
 * What needs this daemon, in words for a person; undefined if nothing does. A run that moves by
 * itself does: a step runs or waits for its next attempt. A held or paused one waits for a person,
 * whose command starts a daemon again.
 */
export async function whatNeedsDaemon(options: BusyOptions): Promise<string | undefined> {
  const { connection, namespace, queue } = options;
  const steps = options.runningHere();
  if (steps > 0) return steps === 1 ? 'a step runs' : `${steps} steps run`;
  const { workflowService } = connection;
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await workflowService.listWorkflowExecutions({
      namespace,
      query: `ExecutionStatus = "Running" AND TaskQueue = "${queue}"`,
      pageSize: 100,
      ...(nextPageToken ? { nextPageToken } : {}),
    });
    for (const { execution, memo } of page.executions ?? []) {
      if (stateIn(memo) === 'running') return `the run ${execution?.workflowId} is under way`;
      const run = await workflowService.describeWorkflowExecution({
        namespace,
        ...(execution ? { execution } : {}),
      });
      if ((run.pendingActivities ?? []).length > 0 || run.pendingWorkflowTask) {
        return `the run ${execution?.workflowId} is under way`;
      }
    }
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
  } while (nextPageToken);
  if (!options.embedded) return undefined;
  const { schedules } = await workflowService.listSchedules({ namespace, maximumPageSize: 1 });
  return schedules?.length ? 'there are schedules' : undefined;
}

/** A run's own word of its state: also between two attempts, where only a timer of the server goes on. */
function stateIn(memo: Memo | null | undefined): unknown {
  const data = memo?.fields?.state?.data;
  try {
    return data ? JSON.parse(Buffer.from(data).toString()) : undefined;
  } catch {
    return undefined;
  }
}
