import type { NativeConnection } from '@temporalio/worker';

/** What Temporal says of a namespace. */
export interface Namespace {
  id: string;
  /** For how long closed runs are kept, in ms. */
  retention: number;
}

/** What Temporal keeps. Each of these throws where it cannot be asked: no answer is no reason to remove anything. */
export interface Keeps {
  namespace(): Promise<Namespace>;
  /** Ids of the executions of a name, open and closed, and of the first of their chains. */
  executionsOf(name: string): Promise<ReadonlySet<string>>;
  /** The first execution of the chain of an execution (default: the latest of the name); undefined: none is kept. */
  chainOf(name: string, execution?: string): Promise<string | undefined>;
}

/** gRPC's NOT_FOUND. */
const notFound = 5;

/** Names that a query can hold; Muster gives no others. */
const queryable = /^[A-Za-z0-9._/-]+$/;

export function temporalKeeps({ workflowService }: NativeConnection, namespace: string): Keeps {
  return {
    async namespace() {
      const { namespaceInfo, config } = await workflowService.describeNamespace({ namespace });
      const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
      return { id: namespaceInfo?.id ?? '', retention: seconds * 1000 };
    },

    async executionsOf(name) {
      if (!queryable.test(name)) throw new Error(`${JSON.stringify(name)} cannot be asked for`);
      const found = new Set<string>();
      let nextPageToken: Uint8Array | undefined;
      do {
        const page = await workflowService.listWorkflowExecutions({
          namespace,
          query: `WorkflowId = "${name}"`,
          pageSize: 500,
          ...(nextPageToken ? { nextPageToken } : {}),
        });
        for (const { execution, memo } of page.executions ?? []) {
          if (execution?.runId) found.add(execution.runId);
          // Who signed it does not matter: it has something kept, at the worst.
          const first = textOf(memo?.fields?.runId?.data);
          if (first !== undefined) found.add(first);
        }
        nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
      } while (nextPageToken);
      return found;
    },

    async chainOf(workflowId, runId) {
      try {
        const { workflowExecutionInfo } = await workflowService.describeWorkflowExecution({
          namespace,
          execution: runId === undefined ? { workflowId } : { workflowId, runId },
        });
        return (
          workflowExecutionInfo?.firstRunId || workflowExecutionInfo?.execution?.runId || runId
        );
      } catch (error) {
        if ((error as { code?: unknown }).code === notFound) return undefined;
        throw error;
      }
    },
  };
}

/** A text in JSON, as a memo holds it. */
function textOf(data: Uint8Array | null | undefined): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data ?? []).toString());
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
