import type { RunState, StepView, WaitsFor } from './run.js';

/** What a run and its steps wait for. Plain functions: the page takes them too. */

/** An approval that somebody is asked for. It runs as long as it waits: no worker has it. */
export function isAsked({ type, state }: Pick<StepView, 'type' | 'state'>): boolean {
  return type === 'approval' && state === 'running';
}

type Waiting = Pick<RunState, 'steps' | 'asks' | 'held' | 'endedAt'>;

/** Approvals that nobody has given or refused yet. */
export function askedSteps({ steps, asks, endedAt }: Waiting): StepView[] {
  if (endedAt !== undefined) return [];
  return asks ? named(steps, asks) : steps.filter(isAsked);
}

/** What waits for a person to resume or to skip it. */
export function heldSteps({ steps, held, endedAt }: Waiting): StepView[] {
  if (endedAt !== undefined) return [];
  return held ? named(steps, held) : steps.filter(({ state }) => state === 'held');
}

/** What a run has not taken down; undefined: it took nothing down. */
export function leftSteps({
  steps,
  left,
}: Pick<RunState, 'steps' | 'left'>): StepView[] | undefined {
  return left && named(steps, left);
}

function named(steps: StepView[], ids: readonly string[]): StepView[] {
  const wanted = new Set(ids);
  return steps.filter(({ id }) => wanted.has(id));
}

/** What a step waits for whose time is not known. */
export type Wait = WaitsFor | { what: 'resume' };

/** Undefined: for nothing, or until a time that the step says itself (`nextAttemptAt`). */
export function waitOf(
  step: StepView,
  { paused, endedAt }: Pick<RunState, 'paused' | 'endedAt'>,
): Wait | undefined {
  const isDue = step.state === 'waiting' || step.state === 'retrying';
  if (!isDue || endedAt !== undefined) return undefined;
  if (step.waitsFor) return step.waitsFor;
  return paused ? { what: 'resume' } : undefined;
}

/**
 * Steps whose next attempt a person may have now: not while the run is paused, nor of a run that an earlier
 * version began, whose attempts are Temporal's.
 */
export function waitingForAttempt({
  steps,
  endedAt,
  paused,
}: Pick<RunState, 'steps' | 'endedAt' | 'paused'>): StepView[] {
  if (endedAt !== undefined || paused !== undefined) return [];
  return steps.filter(({ state, retriedBy }) => state === 'retrying' && retriedBy === undefined);
}

/** Whether what waits for its next attempt is an undo, which nobody skips: after an abort nothing else waits. */
export function takesDown({ mode, actions }: Pick<RunState, 'mode' | 'actions'>): boolean {
  return mode === 'down' || actions.some(({ verb }) => verb === 'abort');
}
