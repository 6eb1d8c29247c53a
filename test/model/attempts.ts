import { ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/workflow';
import { toFailure } from '../../activities/attempt/failure.js';
import { hidesNothing } from '../../activities/attempt/masking/masker.js';
import { whatIsKnown } from '../../activities/attempt/outcome-unknown.js';
import { timeIsOver } from '../../activities/attempt/time-limit.js';
import type { Json } from '../../contract/plan.js';
import type { StepResult } from '../../contract/task.js';
import { mayRepeat } from '../../workflows/activity-options.js';
import type { Start } from '../../workflows/planner/start/start-step.js';
import type { Outcome } from './reference-updates.js';

/** What an activity answers: of a look, whether it holds; of an undo, whether there was anything. */
export function answerOf(
  { mode }: Pick<Start, 'mode'>,
  how: 'changed' | 'unchanged',
  outputs: { [name: string]: Json },
): StepResult {
  const changed = how === 'changed';
  if (mode === 'undo') return { undone: changed };
  if (mode === 'look' && changed) return { holds: false, why: 'it is gone' };
  return { holds: true, changed, outputs };
}

type Failing = Exclude<Outcome, 'changed' | 'unchanged'>;

/** What a run is told of an attempt that gave no answer, by its worker or by Temporal. */
export const errors: Record<Failing, (start: Start) => Error> = {
  again: () => ApplicationFailure.create({ type: 'test.failed', message: 'it failed' }),
  fail: () => ApplicationFailure.nonRetryable('it failed', 'test.failed'),
  lost: () => new TimeoutFailure('lost', undefined, 'HEARTBEAT'),
  overdue: () => new TimeoutFailure('too long', undefined, 'START_TO_CLOSE'),
  'timed-out': ({ id, step, mode }) =>
    toFailure(whatIsKnown(timeIsOver(id, 1), id, !mayRepeat(step, mode)), [], hidesNothing),
  cancelled: () => new CancelledFailure('told to end'),
};
