import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, proxyActivities, startChild, uuid4 } from '@temporalio/workflow';
import type { ScheduledActivities, ScheduledAnswer, ScheduledInput } from './contract.js';

/**
 * What a schedule starts: reads the pipeline's file as it is now, and starts the run. It does not
 * wait for the run, which may be held for weeks; a name that is busy is told, not waited for.
 */
export async function scheduled(input: ScheduledInput): Promise<ScheduledAnswer> {
  const activities = proxyActivities<ScheduledActivities>({
    startToCloseTimeout: '2m',
    retry: { maximumAttempts: 3 },
  });
  const run = await activities['schedule.plan'](input);
  const { mode, plan } = run;
  const name = mode === 'look' ? `look/${input.name}/${uuid4().slice(0, 8)}` : input.name;
  try {
    const handle = await startChild('pipeline', {
      workflowId: name,
      args: [{ ...run, ticket: uuid4() }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      memo: { pipeline: plan.name, mode, state: 'running' },
      staticSummary: `${mode} ${plan.name}`,
    });
    return { started: { name, runId: handle.firstExecutionRunId } };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { busy: name };
  }
}
