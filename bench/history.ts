import type { Client } from '@temporalio/client';

/** What a run cost Temporal's server. */
export interface HistoryCounts {
  /** Of the whole run. */
  events: number;
  workflowTasks: number;
  steps: number;
}

/** The kind of event that ends a workflow task, by its field in the API's HistoryEvent. */
const taskEnd = 'workflowTaskCompletedEventAttributes';

export async function countHistory(
  client: Client,
  workflowId: string,
  steps: number,
): Promise<HistoryCounts> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const all = events ?? [];
  const workflowTasks = all.filter((event) => event[taskEnd]).length;
  return { events: all.length, workflowTasks, steps };
}
