import { isOfStep } from '../../../contract/address.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { StepFailure } from '../../../contract/run.js';
import type { StepResult } from '../../../contract/task.js';
import type { Memory, StepMemory } from '../../memory.js';
import { forgetAttempts } from '../facts/attempts.js';
import type { Rules } from '../facts/rules.js';
import { UnknownValue } from '../facts/templates.js';
import { endOvertaken } from './again.js';

/** Record what an activity answered. */
export function recordResult(own: StepMemory, result: StepResult, now: number): void {
  own.endedAt = now;
  if (result.where) own.where = result.where;
  own.state = 'done';
  delete own.failure;
  delete own.why;
  forgetAttempts(own);
  if ('undone' in result) {
    own.change = result.undone ? 'undone' : 'nothing-to-undo';
    return;
  }
  if (result.parts) own.parts = result.parts;
  else delete own.parts;
  if (result.holds) {
    own.change = result.changed ? 'changed' : 'unchanged';
    own.outputs = result.outputs;
    endOvertaken(own);
    return;
  }
  own.change = 'to-do';
  own.why = result.why;
  if (result.blocked) own.failure = { ...result.blocked, tail: [], attempt: 1 };
  delete own.outputs;
}

/** Record that an activity failed for good: hold, fail or go on, as the step says. */
export function recordFailure(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  own: StepMemory,
  failure: StepFailure,
  now: number,
  onFailure = rules.onFailure ?? step.onFailure,
): void {
  own.endedAt = now;
  own.failure = failure;
  delete own.overtaken;
  forgetAttempts(own);
  if (failure.parts) own.parts = failure.parts;
  if (memory.undo) {
    own.state = 'failed';
    return;
  }
  if (rules.mode !== 'up') {
    own.state = 'done';
    own.change = 'unknown';
    own.why = failure.message;
    return;
  }
  own.state = onFailure === 'hold' ? 'held' : 'failed';
  // What goes on without it reads null, also where an earlier visit left something.
  if (onFailure === 'continue') delete own.outputs;
  if (onFailure === 'fail') memory.stopping ??= { why: 'failed', undo: false };
}

/**
 * A look's last word: what could not be checked because something it stands on does not hold
 * follows from that, and is no failure of its own.
 */
export function explainUnknowns(rules: Rules, memory: Memory): void {
  for (const step of rules.graph.plan.steps) {
    for (const [id, own] of Object.entries(memory.steps)) {
      if (own.change !== 'unknown' || !isOfStep(id, step.id)) continue;
      const cause = [...(rules.graph.upstream.get(step.id) ?? [])].find(
        (upstream) => memory.steps[upstream]?.change === 'to-do',
      );
      if (cause === undefined) continue;
      own.change = 'known-after-apply';
      own.why = `cannot be checked until ${cause} holds`;
      delete own.failure;
    }
  }
}

/** What went wrong in the expressions of a step, before anything of it began. */
export function decisionFailure(error: unknown): StepFailure {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = error instanceof UnknownValue;
  return {
    code: unknown ? 'outputs.unknown' : 'expression.failed',
    message,
    next: unknown
      ? `Bring ${error.step} up first: it was only checked, and does not hold.`
      : 'Correct the expression or the value it reads, then resume with the corrected pipeline.',
    tail: [],
    attempt: 0,
  };
}
