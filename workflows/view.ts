import { isOfStep } from '../contract/address.js';
import type { Json, PlannedStep } from '../contract/plan.js';
import type { RunState, RunStateName, StepView } from '../contract/run.js';
import { instancesOf, type Memory, type StepMemory } from './memory.js';
import { whoOf } from './old-shapes.js';
import type { PipelineInput } from './run-input.js';

/** The run as a person sees it: the answer of the `state` query and the workflow's result. */
export function viewRun(
  input: PipelineInput,
  memory: Memory,
  run: { name: string; state: RunStateName; outputs?: { [name: string]: Json }; endedAt?: number },
): RunState {
  const { plan } = input;
  // A `down` shows what it takes down, also while it still looks for what its undo reads.
  const down = input.mode === 'down';
  const order = down ? plan.steps.filter(({ undoable }) => undoable).reverse() : plan.steps;
  return {
    name: run.name,
    pipeline: plan.name,
    file: plan.file,
    mode: input.mode,
    state: run.state,
    ...(plan.secrets.length > 0 ? { secrets: plan.secrets } : {}),
    steps: order.flatMap((step) => viewInstances(memory, step, down)),
    finally: plan.finally.map((step) => viewStep(step, step.id, memory.finally[step.id])),
    ...(run.outputs ? { outputs: run.outputs } : {}),
    ...(run.endedAt === undefined ? pausedBy(memory) : {}),
    by: whoOf(input.by),
    actions: memory.actions,
    ...(input.from ? { from: input.from.runId } : {}),
    startedAt: iso(memory.startedAt),
    ...(run.endedAt === undefined ? {} : { endedAt: iso(run.endedAt) }),
  };
}

/** Who paused it, and when, where nothing new starts. */
function pausedBy({ paused, actions }: Memory): Pick<RunState, 'paused'> {
  const last = paused ? actions.findLast(({ verb }) => verb === 'pause') : undefined;
  return last ? { paused: { by: last.by, at: last.at } } : {};
}

function viewInstances(memory: Memory, step: PlannedStep, down: boolean): StepView[] {
  if (down && memory.undo) {
    const ids = Object.keys(memory.undo).filter((id) => isOfStep(id, step.id));
    return ids.map((id) => viewStep(step, id, memory.undo?.[id]));
  }
  const known = memory.items[step.id] !== undefined;
  const ids = known ? instancesOf(memory, step) : [step.id];
  return ids.map((id) =>
    viewStep(step, id, memory.undo?.[id] ?? (down ? undefined : memory.steps[id])),
  );
}

function viewStep(step: PlannedStep, id: string, own: StepMemory | undefined): StepView {
  const { startedAt, endedAt } = own ?? {};
  return {
    id,
    ...(step.name === undefined ? {} : { name: step.name }),
    type: step.type,
    group: step.group,
    state: own?.state ?? 'waiting',
    ...(own?.change ? { change: own.change } : {}),
    ...(own?.why === undefined ? {} : { why: own.why }),
    ...(own?.outputs ? { outputs: own.outputs } : {}),
    ...(own?.digest === undefined ? {} : { digest: own.digest }),
    ...(own?.inputKey === undefined ? {} : { inputKey: own.inputKey }),
    ...(own?.failure ? { failure: own.failure } : {}),
    ...(own?.parts ? { parts: own.parts } : {}),
    ...(own?.where ? { where: own.where } : {}),
    maxAttempts: step.retry.attempts,
    ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
