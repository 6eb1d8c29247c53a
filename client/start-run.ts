import { randomUUID } from 'node:crypto';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { PipelineContract } from '../workflows/contract.js';
import type { PipelineInput } from '../workflows/run-input.js';
import { environmentOfRun } from './caller.js';

export const workflowType: PipelineContract['workflowType'] = 'pipeline';

/** A run as it was started. */
export interface StartedRun {
  name: string;
  runId: string;
}

/** Start the workflow of a run; an answer that is an error: one of that name is open. */
export async function startRun(
  client: Client,
  workflowId: string,
  taskQueue: string,
  input: PipelineInput,
): Promise<StartedRun | WorkflowExecutionAlreadyStartedError> {
  const { plan, mode } = input;
  const environment = environmentOfRun(input.environment, plan);
  // What is left of it is still up.
  const part = mode === 'down' && input.selection ? { partial: true } : {};
  try {
    const handle = await client.workflow.start(workflowType, {
      workflowId,
      taskQueue,
      args: [{ ...input, environment, ticket: randomUUID() }],
      workflowIdConflictPolicy: 'FAIL',
      memo: { pipeline: plan.name, file: plan.file, mode, state: 'running', ...part },
      staticSummary: `${mode} ${plan.name}`,
    });
    return { name: workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return error;
    throw error;
  }
}
