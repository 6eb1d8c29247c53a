import type { RunDefinition } from '../../client/run-plans.js';
import type { Plan, PlannedGroup, PlannedStep } from '../../contract/plan.js';
import type { GroupOutline, RunPlan, StepOutline } from '../schemas/plan.js';
import { outputsRead } from './outputs-read.js';

/** What is drawn of a plan. */
export function outlineOf(plan: Plan): { steps: StepOutline[]; groups: GroupOutline[] } {
  const read = outputsRead(plan);
  const steps = plan.steps.map((step) => stepOutline(step, read.get(step.id)));
  return { steps, groups: plan.groups.map(groupOutline) };
}

/** What a run executes, as it is drawn. */
export function runPlanOf({ plan, inputs, selection }: RunDefinition): RunPlan {
  const { name, description, file, digest, secrets } = plan;
  return {
    name,
    file,
    digest,
    secrets,
    inputs,
    ...(description === undefined ? {} : { description }),
    ...outlineOf(plan),
    onHold: plan.onHold.map((step) => stepOutline(step)),
    finally: plan.finally.map((step) => stepOutline(step)),
    ...(selection === undefined ? {} : { selection }),
  };
}

function stepOutline(step: PlannedStep, read: string[] = []): StepOutline {
  const { id, name, type, group, needs, checked, undoable, repeatable, onFailure, source } = step;
  return {
    id,
    type,
    group,
    needs,
    checked,
    undoable,
    repeatable,
    onFailure,
    source,
    ...(name === undefined ? {} : { name }),
    forEach: step.forEach !== undefined,
    conditional: step.if !== undefined,
    maxAttempts: step.retry.attempts,
    passes: step.verify.passes,
    outputsRead: read,
  };
}

function groupOutline({ id, name, group, needs, if: condition }: PlannedGroup): GroupOutline {
  return {
    id,
    group,
    needs,
    conditional: condition !== undefined,
    ...(name === undefined ? {} : { name }),
  };
}
