import { isCancellation, sleep } from '@temporalio/workflow';
import type { PlannedStep } from '../contract/plan.js';
import type { RunStateName, StepFailure } from '../contract/run.js';
import { decidesBy } from './flags.js';
import { entry, type StepMemory } from './memory.js';
import { beginAgain, forgetAttempts } from './planner/facts/attempts.js';
import { scopeOf } from './planner/facts/scope.js';
import { evaluateIn, isTrue, render } from './planner/facts/templates.js';
import { pauseAfter, waitFor } from './planner/record/attempt.js';
import { recordResult } from './planner/record/outcome.js';
import type { Start } from './planner/start/start-step.js';
import type { Run } from './run.js';
import { failedAttempt, stepFailure } from './step-failure.js';
import { callActivity } from './visit-step.js';

/** Run `on-hold` or `finally` steps in order. A failure is noted; the next ones run all the same. */
export async function runSequence(
  run: Run,
  steps: PlannedStep[],
  records: { [id: string]: StepMemory },
  state: RunStateName,
): Promise<void> {
  run.sequences += 1;
  const scope = scopeOf(run.rules.graph, run.memory, run.rules.facts, '', { state });
  for (const step of steps) {
    const own = entry(records, step.id);
    try {
      if (step.if && !isTrue(evaluateIn(scope, step.if))) {
        own.state = 'skipped';
        continue;
      }
      own.visits += 1;
      own.state = 'running';
      own.startedAt = Date.now();
      const given = { with: render(scope, step.with), env: render(scope, step.env) };
      await attempts(run, { id: step.id, step, mode: 'up', ...given }, own);
    } catch (error) {
      own.endedAt = Date.now();
      forgetAttempts(own);
      own.state = isCancellation(error) ? 'cancelled' : 'failed';
      // An expression could not be worked out.
      if (own.state === 'failed') own.failure = stepFailure(error, step, run.rules.decisions);
    }
  }
  run.sequences -= 1;
  run.touch();
}

/** One attempt after the other, as `retry` says. Rejects when it is cancelled. */
async function attempts(run: Run, start: Start, own: StepMemory): Promise<void> {
  const { decisions } = run.rules;
  if (decidesBy(decisions, 'attempts-are-the-runs')) own.attempt = 1;
  for (;;) {
    try {
      recordResult(own, await callActivity(run, start, own), Date.now());
      return;
    } catch (error) {
      if (isCancellation(error)) throw error;
      const ended = failedAttempt(error, start, own, decisions);
      const pause = pauseAfter(decisions, start.step, own, ended);
      own.failure = asLast(ended.failure, start.id);
      if (pause === undefined) {
        own.endedAt = Date.now();
        own.state = 'failed';
        forgetAttempts(own);
        return;
      }
      waitFor(own, ended, Date.now() + pause);
      if (pause > 0) await sleep(pause);
      beginAgain(own);
    }
  }
}

/** A last act is not held, so nobody skips it or names it. */
function asLast(failure: StepFailure, id: string): StepFailure {
  if (failure.code !== 'outcome.unknown') return failure;
  const next = `Look for yourself. Each run has its own last acts: a resume does ${id} again in any case. With a check, it would see that it was done.`;
  return { ...failure, next };
}
