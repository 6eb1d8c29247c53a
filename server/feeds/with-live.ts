import type { RunView, StepView } from '../../contract/run.js';
import type { LiveProgress } from '../../worker/live.js';

/** A run as Temporal tells it, with what this process's attempts told since. */
export function withLive(view: RunView, live: ReadonlyMap<string, LiveProgress>): RunView {
  if (live.size === 0 || view.endedAt !== undefined) return view;
  return { ...view, steps: view.steps.map((step) => stepWithLive(step, live.get(step.id))) };
}

/** It never overrules a step that is over, nor one that waits: Temporal is asked about those at once. */
function stepWithLive(step: StepView, live: LiveProgress | undefined): StepView {
  if (live === undefined || (step.state !== 'running' && step.state !== 'retrying')) return step;
  if (live.attempt < (step.attempt ?? 1)) return step;
  const { nextAttemptAt: _past, ...rest } = step;
  const { attempt, progress } = live;
  return {
    ...rest,
    state: 'running',
    attempt,
    progress,
    ...(progress.parts === undefined ? {} : { parts: progress.parts }),
  };
}
