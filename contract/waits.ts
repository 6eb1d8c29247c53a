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
 * Steps whose next attempt a person may have now, or do without: not while the run is paused, and not
 * of a run that ends or takes down, nor of one that an earlier version began.
 */
export function waitingForAttempt(
  run: Pick<RunState, 'steps' | 'actions' | 'endedAt' | 'mode' | 'paused'>,
): StepView[] {
  const isEnding = run.endedAt !== undefined || run.actions.some(({ verb }) => verb === 'abort');
  if (isEnding || run.mode === 'down' || run.paused !== undefined) return [];
  return run.steps.filter(
    ({ state, retriedBy }) => state === 'retrying' && retriedBy === undefined,
  );
}
