import { isOfStep } from '../contract/address.js';
import type { Json, PlannedStep } from '../contract/plan.js';
import type { RunState, RunStateName, StepView } from '../contract/run.js';
import { instancesOf, type Memory, type StepMemory } from './memory.js';
import { whoOf } from './old-shapes.js';
import { nextAttempt } from './planner/facts/attempts.js';
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
    ...onHoldOf(plan.onHold, memory),
    finally: plan.finally.map((step) => viewStep(step, step.id, memory.finally[step.id], false)),
    ...(run.outputs ? { outputs: run.outputs } : {}),
    ...(run.endedAt === undefined ? pausedBy(memory) : {}),
    by: whoOf(input.by),
    actions: memory.actions,
    ...(input.from ? { from: input.from.runId } : {}),
    startedAt: iso(memory.startedAt),
    ...(run.endedAt === undefined ? {} : { endedAt: iso(run.endedAt) }),
  };
}

/** What tells people that it is held, as far as it came to that. */
function onHoldOf(steps: PlannedStep[], { onHold }: Memory): Pick<RunState, 'onHold'> {
  const begun = steps.filter(({ id }) => (onHold[id]?.state ?? 'waiting') !== 'waiting');
  if (begun.length === 0) return {};
  return { onHold: begun.map((step) => viewStep(step, step.id, onHold[step.id], false)) };
}

/** Who paused it, and when, where nothing new starts. */
function pausedBy({ paused, actions }: Memory): Pick<RunState, 'paused'> {
  const last = paused ? actions.findLast(({ verb }) => verb === 'pause') : undefined;
  return last ? { paused: { by: last.by, at: last.at } } : {};
}

function viewInstances(memory: Memory, step: PlannedStep, down: boolean): StepView[] {
  const isPaused = memory.paused && memory.undo === undefined;
  if (down && memory.undo) {
    const ids = Object.keys(memory.undo).filter((id) => isOfStep(id, step.id));
    return ids.map((id) => viewStep(step, id, memory.undo?.[id], isPaused));
  }
  const known = memory.items[step.id] !== undefined;
  const ids = known ? instancesOf(memory, step) : [step.id];
  return ids.map((id) =>
    viewStep(step, id, memory.undo?.[id] ?? (down ? undefined : memory.steps[id]), isPaused),
  );
}

function viewStep(
  step: PlannedStep,
  id: string,
  own: StepMemory | undefined,
  isPaused: boolean,
): StepView {
  // What waits says nothing of the visit before.
  const { startedAt, endedAt, failure, lastFailure } =
    own === undefined || own.state === 'waiting' ? {} : own;
  const failed = failure ?? lastFailure;
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
    ...(failed ? { failure: failed } : {}),
    ...(own?.parts ? { parts: own.parts } : {}),
    ...(own?.where ? { where: own.where } : {}),
    maxAttempts: step.retry.attempts,
    ...attemptsOf(own, isPaused),
    ...(own?.expiresAt === undefined ? {} : { expiresAt: iso(own.expiresAt) }),
    ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}

/** Which attempt runs, or comes next and when; nothing of what is over. */
function attemptsOf(
  own: StepMemory | undefined,
  isPaused: boolean,
): Pick<StepView, 'attempt' | 'nextAttemptAt'> {
  if (own?.attempt === undefined) return {};
  if (own.state !== 'retrying') return { attempt: own.attempt };
  const begins = own.retryAt === undefined || isPaused ? {} : { nextAttemptAt: iso(own.retryAt) };
  return { attempt: nextAttempt(own), ...begins };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
