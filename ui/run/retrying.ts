import type { RunView, StepView } from '../../contract/run.js';

/**
 * Steps whose next attempt a person may have now, or do without: not while the run is paused, and not
 * of a run that ends or takes down.
 */
export function waitingForAttempt(run: RunView): StepView[] {
  const isEnding = run.endedAt !== undefined || run.actions.some(({ verb }) => verb === 'abort');
  if (isEnding || run.mode === 'down' || run.paused !== undefined) return [];
  return run.steps.filter(({ state }) => state === 'retrying');
}
