import { isCancellation } from '@temporalio/workflow';
import type { PlannedStep } from '../contract/plan.js';
import type { RunStateName } from '../contract/run.js';
import { entry, type StepMemory } from './memory.js';
import { scopeOf } from './planner/facts/scope.js';
import { evaluateIn, isTrue, render } from './planner/facts/templates.js';
import { recordResult } from './planner/record/outcome.js';
import type { Run } from './run.js';
import { stepFailure } from './step-failure.js';
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
      const result = await callActivity(run, { id: step.id, step, mode: 'up', ...given }, own);
      recordResult(own, result, Date.now());
    } catch (error) {
      own.endedAt = Date.now();
      if (isCancellation(error)) {
        own.state = 'cancelled';
        continue;
      }
      own.state = 'failed';
      own.failure = stepFailure(error, step, run.rules.decisions);
    }
  }
  run.sequences -= 1;
  run.touch();
}
