import type { RunState } from '../contract/run.js';
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
  return {
    ...left,
    actions: left.actions.map(actionOf),
    ...(paused ? { paused: { ...paused, by: whoOf(paused.by) } } : {}),
  };
}

function actionOf<Action extends { by: Who | string }>(action: Action): Action & { by: Who } {
  return { ...action, by: whoOf(action.by) };
}
