import { isCancellation } from '@temporalio/workflow';
import type { PlannedStep } from '../contract/plan.js';
import type { RunStateName, StepFailure } from '../contract/run.js';
import { decidesBy } from './flags.js';
import type { Memory, StepMemory } from './memory.js';
import { forgetAttempts } from './planner/facts/attempts.js';
import type { Rules } from './planner/facts/rules.js';
import { scopeOf } from './planner/facts/scope.js';
import { evaluateIn, isTrue, render } from './planner/facts/templates.js';
import { pauseAfter, waitFor } from './planner/record/attempt.js';
import type { Start } from './planner/start/start-step.js';
import { failedAttempt, stepFailure } from './step-failure.js';

/** What is decided of one step of `on-hold` or `finally`, of which the next one is done in any case. */

/**
 * Begin it. Undefined: there is nothing to wait for, as its condition leaves it out, or an expression
 * of its own could not be worked out and it has failed.
 */
export function beginAct(
  { rules, memory }: { rules: Rules; memory: Memory },
  step: PlannedStep,
  own: StepMemory,
  state: RunStateName,
  now: number,
): Start | undefined {
  const scope = scopeOf(rules.graph, memory, rules.facts, '', { state });
  try {
    if (step.if && !isTrue(evaluateIn(scope, step.if))) {
      own.state = 'skipped';
      return undefined;
    }
    own.visits += 1;
    own.state = 'running';
    own.startedAt = now;
    const given = { with: render(scope, step.with), env: render(scope, step.env) };
    if (decidesBy(rules.decisions, 'attempts-are-the-runs')) own.attempt = 1;
    return { id: step.id, step, mode: 'up', ...given };
  } catch (error) {
    endAct(own, 'failed', now);
    own.failure = stepFailure(error, step, rules.decisions);
    return undefined;
  }
}

/**
 * Write down why an attempt gave no answer: it was ended, or it failed. Returns the pause before the
 * next one (ms); undefined: there is none.
 */
export function recordActError(
  { decisions }: Pick<Rules, 'decisions'>,
  start: Start,
  own: StepMemory,
  error: unknown,
  now: number,
): number | undefined {
  if (isCancellation(error)) return endAct(own, 'cancelled', now);
  const ended = failedAttempt(error, start, own, decisions);
  const pause = pauseAfter(decisions, start.step, own, ended);
  own.failure = asLast(ended.failure, start.id);
  if (pause === undefined) return endAct(own, 'failed', now);
  waitFor(own, ended, now + pause);
  return pause;
}

function endAct(own: StepMemory, state: 'failed' | 'cancelled', now: number): undefined {
  own.endedAt = now;
  own.state = state;
  forgetAttempts(own);
}

/** A last act is not held, so nobody skips it or names it. */
function asLast(failure: StepFailure, id: string): StepFailure {
  if (failure.code !== 'outcome.unknown') return failure;
  const next = `Look for yourself. Each run has its own last acts: a resume does ${id} again in any case. With a check, it would see that it was done.`;
  return { ...failure, next };
}
