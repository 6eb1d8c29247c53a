import { proxyActivities } from '@temporalio/workflow';
import type { StepResult, StepTask } from '../../contract/task.js';

/** A run of one script, scheduled as the interpreter schedules it. */
export function oneStep(task: StepTask, attempts: number, unsafe: boolean): Promise<StepResult> {
  const { shell } = proxyActivities<{ shell: (task: StepTask) => Promise<StepResult> }>({
    activityId: task.step,
    startToCloseTimeout: '1 day',
    heartbeatTimeout: '30s',
    retry: {
      maximumAttempts: attempts,
      initialInterval: 1,
      nonRetryableErrorTypes: unsafe ? ['TemporalTimeout:Heartbeat'] : [],
    },
  });
  if (!shell) throw new Error('no activity');
  return shell(task);
}
