import type { RunStateName } from '../contract/run.js';
import { decidesBy } from './flags.js';
import type { Memory } from './memory.js';
import { answers, type Phase } from './phases.js';
import type { Rules } from './planner/facts/rules.js';
import { endState, isThrough } from './planner/facts/run-state.js';
import { explainUnknowns } from './planner/record/outcome.js';
import { settle } from './planner/start/settle.js';
import type { Start } from './planner/start/start-step.js';
import { beginUndo, isUndoFinished, settleUndo } from './planner/start/undo.js';

/**
 * A run from its first step to its last act, and what is decided of it on the way: pure, as the planner
 * is. The interpreter only waits for what is said here, and the model test drives it without one.
 */
export interface Life {
  /** Where it is: `answers` in phases.ts says what an abort, a Cancel, a timeout mean there. */
  phase: Phase;
  readonly rules: Rules;
  readonly memory: Memory;
}

/** What begins now, and whether the phase is over. */
export interface Turn {
  starts: Start[];
  isOver: boolean;
}

/** The phase in which a run begins. */
export function firstPhase(mode: Rules['mode']): Phase {
  return mode === 'down' ? 'looking' : 'forward';
}

/** What the phase does now. `last-acts` has an order of its own: `acts.ts`. */
export function turn({ phase, rules, memory }: Life, now: number): Turn {
  if (phase === 'undoing') {
    const starts = settleUndo(rules, memory, now);
    return { starts, isOver: isUndoFinished(memory) };
  }
  const starts = settle(rules, memory, now);
  return { starts, isOver: isThrough(rules, memory) };
}

/** A phase is over: the next one begins. */
export function enterNext(life: Life): void {
  if (life.phase === 'undoing' || !takesDown(life)) {
    life.phase = 'last-acts';
    return;
  }
  life.phase = 'undoing';
  beginUndo(life.rules, life.memory);
}

/** A down, unless it was stopped while it looked; and what was aborted to be taken down. */
function takesDown({ rules, memory }: Life): boolean {
  const isStopped = memory.stopping && decidesBy(rules.decisions, 'stopped-down-stops');
  return isStopped
    ? memory.stopping?.undo === true
    : rules.mode === 'down' || memory.stopping?.undo === true;
}

/** Temporal's Cancel. False: the run goes on; else all that its steps do is ended. */
export function cancel({ phase, memory }: Life): boolean {
  if (answers[phase].cancel.does !== 'stops') return false;
  memory.stopping ??= { why: 'aborted', undo: false };
  return true;
}

/** The time of the whole run is over. False: it goes on; else all that its steps do is ended. */
export function timeOut({ phase, rules, memory }: Life): boolean {
  const goesOn = answers[phase].timeout.does === 'goes-on';
  if (goesOn && decidesBy(rules.decisions, 'undo-has-no-timeout')) return false;
  memory.stopping ??= { why: 'failed', undo: false };
  return true;
}

/** How the run has ended, as its last acts are told. */
export function stateBefore({ rules, memory }: Life): 'succeeded' | 'failed' | 'aborted' {
  if (rules.mode === 'look') explainUnknowns(rules, memory);
  return endState(rules, memory);
}

/** The last word: a run has not succeeded whose last acts have not. */
export function stateAfter({ memory }: Life, before: RunStateName): RunStateName {
  const isLeft = Object.values(memory.finally).some(
    ({ state }) => state === 'failed' || state === 'cancelled',
  );
  return before === 'succeeded' && isLeft ? 'failed' : before;
}
