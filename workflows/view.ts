import { isOfStep, stepOf } from '../contract/address.js';
import type { Json, PlannedStep } from '../contract/plan.js';
import type { RunState, RunStateName, StepView, WaitsFor } from '../contract/run.js';
import { isAsked } from '../contract/waits.js';
import { instancesOf, type Memory, type StepMemory } from './memory.js';
import { whoOf } from './old-shapes.js';
import { nextAttempt } from './planner/facts/attempts.js';
import { fingerprintOfStart } from './planner/preview/fingerprint.js';
import type { PipelineInput } from './run-input.js';

type WaitingFor = (step: PlannedStep, id: string) => WaitsFor | undefined;

/** What a view says beside the plan and what the run remembers. */
interface Shown {
  name: string;
  state: RunStateName;
  outputs?: { [name: string]: Json };
  endedAt?: number;
  waitingFor?: WaitingFor;
}

/** The run as a person sees it: the answer of the `state` query and the workflow's result. */
export function viewRun(input: PipelineInput, memory: Memory, run: Shown): RunState {
  const { plan } = input;
  // A `down` shows what it takes down, also while it still looks for what its undo reads.
  const down = input.mode === 'down';
  const seen = lookedAt(memory);
  const order = down ? plan.steps.filter(({ undoable }) => undoable).reverse() : plan.steps;
  const steps = order.flatMap((step) => viewInstances(memory, step, down, run.waitingFor, seen));
  return {
    name: run.name,
    pipeline: plan.name,
    file: plan.file,
    mode: input.mode,
    state: run.state,
    ...(plan.secrets.length > 0 ? { secrets: plan.secrets } : {}),
    ...(input.mode === 'look' ? { fingerprint: fingerprintOfStart(input) } : {}),
    steps,
    ...onHoldOf(plan.onHold, memory),
    finally: plan.finally.map((step) => viewStep(step, step.id, memory.finally[step.id], false)),
    ...(run.outputs ? { outputs: run.outputs } : {}),
    ...(run.endedAt === undefined ? { ...pausedBy(memory), ...waitingForSomebody(steps) } : {}),
    ...leftBy(memory, steps),
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

/** What goes on only when a person says so. */
function waitingForSomebody(steps: StepView[]): Pick<RunState, 'asks' | 'held'> {
  const asks = steps.filter(isAsked).map(({ id }) => id);
  const held = steps.filter(({ state }) => state === 'held').map(({ id }) => id);
  return { ...(asks.length > 0 ? { asks } : {}), ...(held.length > 0 ? { held } : {}) };
}

/** What is there still of what is to be taken down. */
function leftBy({ undo }: Memory, steps: StepView[]): Pick<RunState, 'left'> {
  if (undo === undefined) return {};
  const isLeft = ({ id }: StepView) => undo[id] !== undefined && undo[id].state !== 'done';
  return { left: steps.filter(isLeft).map(({ id }) => id) };
}

function viewInstances(
  memory: Memory,
  step: PlannedStep,
  down: boolean,
  waitingFor: WaitingFor | undefined,
  seen: ReadonlyMap<string, StepMemory>,
): StepView[] {
  const isPaused = memory.paused && memory.undo === undefined;
  if (down && memory.undo) {
    const ids = Object.keys(memory.undo).filter((id) => isOfStep(id, step.id));
    return ids.map((id) => viewStep(step, id, memory.undo?.[id], isPaused, waitingFor));
  }
  const known = memory.items[step.id] !== undefined && !memory.steps[step.id]?.whole;
  const ids = known ? instancesOf(memory, step) : [step.id];
  return ids.map((id) =>
    viewStep(
      step,
      id,
      memory.undo?.[id] ?? (down ? undefined : shownAs(memory.steps[id], seen.get(id))),
      isPaused,
      // A down that still looks waits for nothing that it shows.
      down ? undefined : waitingFor,
    ),
  );
}

/** What is looked at before its turn, by address, and by step: its instances may not be known yet. */
function lookedAt({ looks }: Memory): Map<string, StepMemory> {
  const running = Object.entries(looks?.steps ?? {}).filter(([, { state }]) => state === 'running');
  return new Map(
    running.flatMap(([id, seen]): [string, StepMemory][] => [
      [stepOf(id), seen],
      [id, seen],
    ]),
  );
}

/** Of a step that is looked at before its turn: it runs, as one does whose visit looks. */
function shownAs(
  own: StepMemory | undefined,
  seen: StepMemory | undefined,
): StepMemory | undefined {
  if (own?.state !== 'waiting' || seen?.startedAt === undefined) return own;
  const { failure: _, endedAt: __, ...rest } = own;
  return { ...rest, state: 'running', startedAt: seen.startedAt };
}

function viewStep(
  step: PlannedStep,
  id: string,
  own: StepMemory | undefined,
  isPaused: boolean,
  waitingFor?: WaitingFor,
): StepView {
  const { startedAt, endedAt } = own ?? {};
  const waits = own?.state === 'waiting' ? waitingFor?.(step, id) : undefined;
  return {
    id,
    ...(step.name === undefined ? {} : { name: step.name }),
    type: step.type,
    group: step.group,
    state: own?.state ?? 'waiting',
    ...(own?.change ? { change: own.change } : {}),
    ...(own?.why === undefined ? {} : { why: own.why }),
    ...(waits ? { waitsFor: waits } : {}),
    ...(own?.outputs ? { outputs: own.outputs } : {}),
    ...(own?.digest === undefined ? {} : { digest: own.digest }),
    ...(own?.inputKey === undefined ? {} : { inputKey: own.inputKey }),
    ...failureOf(own),
    ...(own?.parts ? { parts: own.parts } : {}),
    ...(own?.where ? { where: own.where } : {}),
    maxAttempts: step.retry.attempts,
    ...attemptsOf(own, isPaused),
    ...(own?.expiresAt === undefined ? {} : { expiresAt: iso(own.expiresAt) }),
    // What was left in place has not taken the time since it was done.
    ...(startedAt === undefined || own?.change === 'reused' ? {} : { startedAt: iso(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
  };
}

/** Why it failed, or why the attempt before did, while another one runs. */
function failureOf(own: StepMemory | undefined): Pick<StepView, 'failure'> {
  const failure = own?.failure ?? own?.lastFailure;
  return failure ? { failure } : {};
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
