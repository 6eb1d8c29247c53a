import type { RunView, StepView } from '../../contract/run.js';

/** What a run that was to be taken down has left: it failed, was cut short, or was not come to. */
export function leftOf(view: RunView, undo: boolean): StepView[] {
  return view.steps.filter((step) => isLeft(step, view, undo));
}

function isLeft(step: StepView, view: RunView, undo: boolean): boolean {
  if (view.mode === 'down') {
    // Nothing begins before all that is to be looked at was.
    const began = view.steps.some(({ startedAt }) => startedAt !== undefined);
    return began && step.state !== 'done';
  }
  const abort = view.actions.findLast((action) => action.verb === 'abort');
  if (!undo || abort === undefined) return false;
  // What failed or was cancelled before the abort did so while it was applied.
  const isUndo = step.startedAt === undefined ? undefined : step.startedAt >= abort.at;
  return (
    (step.state === 'failed' && isUndo !== false) || (step.state === 'cancelled' && isUndo === true)
  );
}
