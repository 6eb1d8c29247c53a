import { isOfStep, stepOf } from '../contract/address.js';
import type { Change, RunComparison, StepComparison } from '../contract/comparison.js';
import type { JsonObject, Plan, PlannedStep } from '../contract/plan.js';
import type { RunView, StepView } from '../contract/run.js';
import { changedFields } from '../language/plan-changes.js';

/** A run with the pipeline and inputs it ended with. */
export interface DefinedRun {
  view: RunView;
  plan: Plan;
  inputs: JsonObject;
}

/** What differs between a run and another of its name. */
export function compareRuns(run: DefinedRun, against: DefinedRun): RunComparison {
  const { plan, view } = run;
  return {
    name: view.name,
    run: { runId: view.runId, startedAt: view.startedAt },
    against: { runId: against.view.runId, startedAt: against.view.startedAt },
    inputs: changes(against.inputs, run.inputs),
    pipeline: plan.digest === against.plan.digest ? 'same' : 'changed',
    steps: withFieldsOnce(inOrder(run, against).map((id) => compareStep(id, run, against))),
  };
}

/** The steps of this run, and after them those that only the other has. */
function inOrder(run: DefinedRun, against: DefinedRun): string[] {
  const ids = run.view.steps.map(({ id }) => id);
  const gone = against.view.steps.map(({ id }) => id).filter((id) => !ids.includes(id));
  return [...ids, ...gone];
}

/** Instances of a `for-each` differ alike. */
function withFieldsOnce(steps: StepComparison[]): StepComparison[] {
  const told = new Set<string>();
  return steps.map((step) => {
    const { fields, ...rest } = step;
    const forEach = stepOf(step.id);
    if (fields === undefined || told.has(forEach)) return rest;
    told.add(forEach);
    return step;
  });
}

function compareStep(id: string, run: DefinedRun, against: DefinedRun): StepComparison {
  const is = run.view.steps.find((step) => step.id === id);
  const was = against.view.steps.find((step) => step.id === id);
  const outcome = change(was && endWords(was), is && endWords(is));
  const outputs = changes(was?.outputs ?? {}, is?.outputs ?? {});
  const [before, now] = [durationOf(was), durationOf(is)];
  return {
    id,
    ...definitionOf(id, run.plan, against.plan),
    ...(outcome ? { outcome } : {}),
    ...(Object.keys(outputs).length > 0 ? { outputs } : {}),
    ...(before !== undefined && now !== undefined ? { duration: { was: before, is: now } } : {}),
  };
}

function definitionOf(
  id: string,
  plan: Plan,
  before: Plan,
): Pick<StepComparison, 'definition' | 'fields'> {
  const [is, was] = [plannedStep(plan, id), plannedStep(before, id)];
  if (was === undefined) return { definition: 'added' };
  if (is === undefined) return { definition: 'removed' };
  const fields = changedFields(was, is);
  return {
    definition: is.digest === was.digest ? 'same' : 'changed',
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

/** The step, or the `for-each` that an instance belongs to. */
function plannedStep({ steps }: Plan, id: string): PlannedStep | undefined {
  return steps.find((step) => isOfStep(id, step.id));
}

function endWords({ state, change: how, failure }: StepView): string {
  return [state, how, failure?.code].filter((word) => word !== undefined).join(', ');
}

function durationOf(step: StepView | undefined): number | undefined {
  if (step?.startedAt === undefined || step.endedAt === undefined) return undefined;
  return Date.parse(step.endedAt) - Date.parse(step.startedAt);
}

function changes<Value>(
  was: { [name: string]: Value },
  is: { [name: string]: Value },
): { [name: string]: Change<Value> } {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return Object.fromEntries(
    names.flatMap((name): [string, Change<Value>][] => {
      const found = change(was[name], is[name]);
      return found ? [[name, found]] : [];
    }),
  );
}

function change<Value>(was: Value | undefined, is: Value | undefined): Change<Value> | undefined {
  if (JSON.stringify(was) === JSON.stringify(is)) return undefined;
  return { ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) };
}
