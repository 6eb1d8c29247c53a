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
  // An abort that follows another one cuts short what that has begun.
  const abort = view.actions.find((action) => action.verb === 'abort');
  if (abort === undefined) return false;
  // What began before the abort was applied then, and failed or was cancelled so.
  const isUndo = step.startedAt === undefined ? undefined : step.startedAt >= abort.at;
  return (
    (step.state === 'failed' && (isUndo ?? undo)) || (step.state === 'cancelled' && isUndo === true)
  );
}
