import { sleep } from '@temporalio/workflow';
import type { PlannedStep } from '../contract/plan.js';
import type { RunStateName } from '../contract/run.js';
import { beginAct, recordActError } from './acts.js';
import { entry, type StepMemory } from './memory.js';
import { beginAgain } from './planner/facts/attempts.js';
import { recordResult } from './planner/record/outcome.js';
import type { Start } from './planner/start/start-step.js';
import type { Run } from './run.js';
import { callActivity } from './visit-step.js';

/** Run `on-hold` or `finally` steps in order. A failure is noted; the next ones run all the same. */
export async function runSequence(
  run: Run,
  steps: PlannedStep[],
  records: { [id: string]: StepMemory },
  state: RunStateName,
): Promise<void> {
  run.sequences += 1;
  for (const step of steps) {
    const own = entry(records, step.id);
    const start = beginAct(run, step, own, state, Date.now());
    if (start) await attempts(run, start, own);
  }
  run.sequences -= 1;
  run.touch();
}

/** One attempt after the other, as `retry` says. Never rejects. */
async function attempts(run: Run, start: Start, own: StepMemory): Promise<void> {
  for (let pause: number | undefined = 0; pause !== undefined; ) {
    try {
      if (pause > 0) await sleep(pause);
      if (own.state === 'retrying') beginAgain(own);
      recordResult(own, await callActivity(run, start, own), Date.now());
      return;
    } catch (error) {
      pause = recordActError(run.rules, start, own, error, Date.now());
    }
  }
}
