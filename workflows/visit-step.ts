import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import { activityIdOf } from '../contract/address.js';
import type { StepResult, StepTask } from '../contract/task.js';
import { activityOptions, mayRepeat } from './activity-options.js';
import { recordAnswer, recordError, recordOf } from './attempt-end.js';
import { decidesBy } from './flags.js';
import type { StepMemory } from './memory.js';
import { endLooks } from './planner/record/looks.js';
import type { Start } from './planner/start/start-step.js';
import type { Run } from './run.js';
import { wasCutShort } from './step-failure.js';

type Activities = { [type: string]: (task: StepTask) => Promise<StepResult> };

/** Make one attempt at a step, as one activity, and write down what came of it. Never rejects. */
export async function visitStep(run: Run, start: Start): Promise<void> {
  const own = recordOf(run.memory, start);
  try {
    const result = await callUntilDone(run, start, own);
    recordAnswer(run, start, own, result, Date.now());
  } catch (error) {
    recordError(run, start, own, error, Date.now());
  }
  run.touch();
}

/** A worker that leaves in good order cuts a step short, which is no failure of the step's. */
async function callUntilDone(run: Run, start: Start, own: StepMemory): Promise<StepResult> {
  for (;;) {
    try {
      return await callActivity(run, start, own);
    } catch (error) {
      if (!wasCutShort(error)) throw error;
      endLooks(run.memory);
      own.visits += 1;
    }
  }
}

/** Start the activity of a step: its type is the step's type, its id the step's. */
export function callActivity(run: Run, start: Start, own: StepMemory): Promise<StepResult> {
  const { step, mode, id } = start;
  const what = start.ahead ? 'look' : mode === 'undo' ? 'undo' : undefined;
  const activityId = activityIdOf(id, own.visits, what);
  const activities = proxyActivities<Activities>(
    activityOptions(step, { activityId, mode, queue: start.queue }, run.rules.decisions),
  );
  const info = workflowInfo();
  const activity = activities[step.type];
  if (!activity) throw new Error(`no activity for ${step.type}`);
  return activity({
    run: {
      name: info.workflowId,
      runId: info.firstExecutionRunId,
      pipeline: run.input.plan.name,
      execution: info.runId,
      ...(run.input.ticket === undefined ? {} : { ticket: run.input.ticket }),
    },
    step: id,
    mode,
    with: start.with,
    env: start.env,
    directory: step.directory,
    files: step.files,
    verify: step.verify,
    checked: step.checked,
    ...attemptOf(run, start, own),
    // What its step hides: what the pipeline declares, as it was last corrected.
    environment: { ...run.input.environment, secrets: run.input.plan.secrets },
  });
}

/** What an attempt is told of itself, where the run decides upon attempts. */
function attemptOf({ rules }: Run, { step, mode }: Start, { attempt = 1 }: StepMemory) {
  if (!decidesBy(rules.decisions, 'attempts-are-the-runs')) return {};
  const repeatable = mayRepeat(step, mode);
  return { attempt, repeatable, ...(step.timeout ? { timeout: step.timeout } : {}) };
}
