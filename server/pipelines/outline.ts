import type { RunDefinition } from '../../client/run-plans.js';
import type { Plan, PlannedGroup, PlannedStep } from '../../language/plan.js';
import type { GroupOutline, RunPlan, StepOutline } from '../schemas/plan.js';

/** What is drawn of a plan. */
export function outlineOf({ steps, groups }: Pick<Plan, 'steps' | 'groups'>): {
  steps: StepOutline[];
  groups: GroupOutline[];
} {
  return { steps: steps.map(stepOutline), groups: groups.map(groupOutline) };
}

/** What a run carries out, as it is drawn. */
export function runPlanOf({ plan, inputs, selection }: RunDefinition): RunPlan {
  const { name, description, file, digest, secrets } = plan;
  return {
    ...{ name, file, digest, secrets, inputs },
    ...(description === undefined ? {} : { description }),
    ...outlineOf(plan),
    onHold: plan.onHold.map(stepOutline),
    finally: plan.finally.map(stepOutline),
    ...(selection === undefined ? {} : { selection }),
  };
}

function stepOutline(step: PlannedStep): StepOutline {
  const { id, name, type, group, needs, checked, undoable, repeatable, onFailure, source } = step;
  return {
    ...{ id, type, group, needs, checked, undoable, repeatable, onFailure, source },
    ...(name === undefined ? {} : { name }),
    forEach: step.forEach !== undefined,
    conditional: step.if !== undefined,
    maxAttempts: step.retry.attempts,
    passes: step.verify.passes,
  };
}

function groupOutline({ id, name, group, needs, if: condition }: PlannedGroup): GroupOutline {
  return {
    ...{ id, group, needs, conditional: condition !== undefined },
    ...(name === undefined ? {} : { name }),
  };
}
