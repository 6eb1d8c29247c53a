import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { StepResult, StepTask } from '../contract/task.js';

type Activities = { [type: string]: (task: StepTask) => Promise<StepResult> };

/** What the hand-written workflow is given: the same task for each of its steps. */
export interface HandInput {
  /** Activity type. */
  type: string;
  steps: string[];
  /** All at once, or one after the other. */
  parallel: boolean;
  task: Omit<StepTask, 'run' | 'step'>;
}

/**
 * The yardstick: what somebody writes who needs these steps, in this order, and nothing else. It
 * cannot be held, resumed, looked at or taken down. Its activities get the same options and tasks
 * as Muster's.
 */
export async function byHand(input: HandInput): Promise<StepResult[]> {
  const { type, steps, parallel, task } = input;
  const activities = proxyActivities<Activities>({
    startToCloseTimeout: '365 days',
    heartbeatTimeout: '30s',
    retry: { maximumAttempts: 3, initialInterval: '5s', maximumInterval: '1m' },
  });
  const activity = activities[type];
  if (!activity) throw new Error(`no activity for ${type}`);
  const info = workflowInfo();
  const run = { name: info.workflowId, runId: info.runId, pipeline: 'by-hand' };
  const visit = (step: string) => activity({ ...task, run, step });
  if (parallel) return Promise.all(steps.map(visit));
  const results: StepResult[] = [];
  for (const step of steps) results.push(await visit(step));
  return results;
}
