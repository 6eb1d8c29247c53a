import type { RunState, StepView } from '../contract/run.js';
import type { Who } from '../contract/who.js';
import type { Memory } from './memory.js';

/**
 * What runs and orders of earlier versions look like, read as today's: the one place where an old
 * shape is known. Plain functions, for the sandbox and for readers of closed runs.
 */

/** Until 0.1.0 who asked was a text: `anna@build-7`, `operator@build-7`, `hook@build-7`. */
export function whoOf(by: Who | string): Who {
  if (typeof by !== 'string') return by;
  const name = by.slice(0, by.lastIndexOf('@'));
  if (name === 'hook') return { kind: 'hook', id: by, via: 'hook' };
  return { kind: name === 'operator' || name === 'reader' ? 'role' : 'user', id: by };
}

/** What an execution before has carried over. */
export function memoryOf(carried: Memory): Memory {
  return { ...carried, actions: carried.actions.map(actionOf) };
}

/** The last state of a run that has ended. */
export function stateOf(left: RunState): RunState {
  const { paused } = left;
  const ids = left.left ?? leftBy(left);
  return {
    ...left,
    actions: left.actions.map(actionOf),
    ...(paused ? { paused: { ...paused, by: whoOf(paused.by) } } : {}),
    ...(ids ? { left: ids } : {}),
  };
}

/** Until 0.1.2 a run did not say what it had not taken down; undefined: it took nothing down. */
function leftBy({ mode, steps, actions }: RunState): string[] | undefined {
  const ids = (isLeft: (step: StepView) => boolean) => steps.filter(isLeft).map(({ id }) => id);
  if (mode === 'down') {
    // Nothing began before all that was to be looked at was.
    const began = steps.some(({ startedAt }) => startedAt !== undefined);
    return began ? ids(({ state }) => state !== 'done') : undefined;
  }
  const abort = actions.findLast((action) => action.verb === 'abort');
  const isTakenDown = steps.some(
    ({ change }) => change === 'undone' || change === 'nothing-to-undo',
  );
  if (abort === undefined || !isTakenDown) return undefined;
  return ids(({ state, startedAt }) => {
    // What failed or was cancelled before the abort did so while it was applied.
    const isUndo = startedAt === undefined ? undefined : startedAt >= abort.at;
    return (state === 'failed' && isUndo !== false) || (state === 'cancelled' && isUndo === true);
  });
}

function actionOf<Action extends { by: Who | string }>(action: Action): Action & { by: Who } {
  return { ...action, by: whoOf(action.by) };
}
