import { CancellationScope, isCancellation } from '@temporalio/workflow';
import { type NoAnswer, recordLook } from './planner/record/looks.js';
import type { Start } from './planner/start/start-step.js';
import type { Run } from './run.js';
import { failedAttempt, wasCutShort } from './step-failure.js';
import { callActivity } from './visit-step.js';

/** Look at a step before its turn. Nothing fails with it: its visit, if there is one, looks again. Never rejects. */
export async function lookAhead(run: Run, start: Start): Promise<void> {
  const { memory } = run;
  const seen = memory.looks?.steps[start.id];
  if (!seen) return;
  const scope = new CancellationScope();
  run.looks.set(start.id, scope);
  const answer = await scope
    .run(() => callActivity(run, start, seen))
    .catch((error): NoAnswer => noAnswer(run, start, error));
  run.looks.delete(start.id);
  recordLook(memory, start.id, answer, Date.now());
  run.touch();
}

function noAnswer({ rules }: Run, start: Start, error: unknown): NoAnswer {
  if (isCancellation(error)) return 'cancelled';
  const isLost = wasCutShort(error) || failedAttempt(error, start, {}, rules.decisions).interrupted;
  return isLost ? 'interrupted' : 'failed';
}
