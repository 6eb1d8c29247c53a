import { isOfStep } from '../../../contract/address.js';
import { inKib, runLimits } from '../../../contract/limits.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { StepFailure } from '../../../contract/run.js';
import type { StepResult } from '../../../contract/task.js';
import { decidesBy } from '../../flags.js';
import type { Memory, StepMemory } from '../../memory.js';
import { forgetAttempts } from '../facts/attempts.js';
import { bytesLeft, fitting, sizeOf, TooLarge } from '../facts/budget.js';
import { InvalidInputs } from '../facts/invalid-inputs.js';
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
  delete own.failure;
  own.failure = isLimited(rules) ? fitting(memory, failure) : failure;
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

const isLimited = ({ decisions }: Rules) => decidesBy(decisions, 'a-runs-data-is-limited');

/**
 * Why a run cannot keep what a step put out; undefined: it can. It has been done all the same: where
 * that cannot be checked, it is not to be done again for it.
 */
export function excessOf(
  rules: Rules,
  memory: Memory,
  { step, id }: { step: PlannedStep; id: string },
  own: StepMemory,
  result: StepResult,
): StepFailure | undefined {
  if (!isLimited(rules) || !('holds' in result) || !result.holds) return undefined;
  const size = sizeOf(result.outputs);
  const left = Math.max(0, bytesLeft(memory, own));
  if (size <= left) return undefined;
  const isUnsafe = rules.mode === 'up' && !step.checked && !step.repeatable;
  const many = `${id} puts out ${inKib(size)}, and there is room for ${inKib(left)}: a run carries ${inKib(runLimits.data)} of outputs`;
  return {
    code: isUnsafe ? 'outcome.unknown' : 'outputs.too-large',
    message: isUnsafe ? `${many}; it ended with 0, so it was done` : many,
    next: isUnsafe
      ? `Skip ${id} with --done and fewer outputs; let it write what is large to a file, and put out its path.`
      : 'Let it write what is large to a file, and put out its path; then resume with the corrected pipeline.',
    tail: [],
    attempt: own.attempt ?? 1,
  };
}

/** What went wrong in the expressions of a step, before anything of it began. */
export function decisionFailure(error: unknown): StepFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof TooLarge) {
    const next =
      'Write what is large to a file, and hand on its path; then resume with the corrected pipeline.';
    return { code: 'inputs.too-large', message, next, tail: [], attempt: 0 };
  }
  if (error instanceof InvalidInputs) {
    const next = 'Correct what gives these values, or the inputs, then resume.';
    return { code: 'input.invalid', message, next, tail: [], attempt: 0 };
  }
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

/** Nobody has answered in time. */
export function unanswered({ expires = 0 }: PlannedStep, id: string): StepFailure {
  return {
    code: 'approval.expired',
    message: `Nobody answered ${id} within ${expires / 1000} s`,
    next: `Resume ${id} to ask again, or abort the run.`,
    tail: [],
    attempt: 1,
  };
}
