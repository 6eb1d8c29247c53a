import { msToTs } from '@temporalio/common/lib/time.js';
import type { NativeConnection } from '@temporalio/worker';

const days = 24 * 60 * 60;

/** The development server keeps closed runs for a day; `muster runs` shows those of 90 days. */
export async function keepForNinetyDays(
  connection: NativeConnection,
  namespace: string,
): Promise<void> {
  const { workflowService } = connection;
  const { config } = await workflowService.describeNamespace({ namespace });
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) >= 90 * days) return;
  await workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs('90 days') },
  });
}
