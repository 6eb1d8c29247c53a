import { isCancellation } from '@temporalio/workflow';
import type { StepResult } from '../contract/task.js';
import { entry, type Memory, type StepMemory } from './memory.js';
import { forgetAttempts } from './planner/facts/attempts.js';
import type { Rules } from './planner/facts/rules.js';
import { visitDependentsAgain } from './planner/record/again.js';
import { recordAttempt } from './planner/record/attempt.js';
import { excessOf, recordFailure, recordResult } from './planner/record/outcome.js';
import type { Start } from './planner/start/start-step.js';
import { failedAttempt, whereOf } from './step-failure.js';

/** What a run knows. */
interface Known {
  rules: Rules;
  memory: Memory;
}

/** Where it is kept what becomes of a start. */
export function recordOf({ undo, steps }: Memory, { id, mode }: Pick<Start, 'id' | 'mode'>) {
  return entry(mode === 'undo' ? (undo ?? {}) : steps, id);
}

/** Write down what an attempt answered. */
export function recordAnswer(
  { rules, memory }: Known,
  start: Start,
  own: StepMemory,
  result: StepResult,
  now: number,
): void {
  const excess = excessOf(rules, memory, start, own, result);
  if (excess) recordFailure(rules, memory, start.step, own, excess, now);
  else recordResult(own, result, now);
  if (own.change === 'changed') visitDependentsAgain(rules, memory, start.step.id);
}

/** Write down why an attempt gave no answer: it was ended, or it failed. */
export function recordError(
  { rules, memory }: Known,
  start: Start,
  own: StepMemory,
  error: unknown,
  now: number,
): void {
  if (isCancellation(error)) {
    own.state = 'cancelled';
    own.endedAt = now;
    forgetAttempts(own);
    return;
  }
  const where = whereOf(error);
  if (where) own.where = where;
  const ended = failedAttempt(error, start, own, rules.decisions);
  recordAttempt(rules, memory, start.step, own, ended, now);
}
