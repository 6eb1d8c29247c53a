import type { Json } from '../../contract/plan.js';
import type { Reference } from './reference.js';
import type { Looked } from './reference-looks.js';
import type { Piece } from './seen.js';
import type { ModelNode } from './shape.js';

type Outputs = { [name: string]: Json };
type Outcome = 'again' | 'changed' | 'unchanged' | 'fail' | 'lost' | 'cancelled';

/** What a person or a worker does to a run. */
export type Event =
  | { do: 'finish'; id: string; how: Outcome; outputs?: Outputs }
  | { do: 'due'; id: string }
  /** A look before its step's turn ends. */
  | { do: 'look'; id: string; how: Looked; outputs: Outputs }
  | { do: 'resume'; steps?: string[] }
  | { do: 'skip'; step: string; done: boolean; outputs?: Outputs }
  | { do: 'abort'; undo: boolean }
  /** Temporal's Cancel; the timeout of the run; Temporal's Terminate. */
  | { do: 'cancel' | 'time-out' | 'terminate' }
  | { do: 'approve' | 'reject'; step?: string; now: number }
  | { do: 'pause' };

/** The outputs of an approval: who said yes, when and why. */
function approvedAt(now: number): Outputs {
  return { by: 'anna@lab', at: new Date(now).toISOString(), reason: '' };
}

/** Carries an event out by the rules. False: it is refused, and nothing has changed. */
export function happen(model: Reference, event: Event): boolean {
  switch (event.do) {
    case 'finish':
      return finish(model, event);
    case 'look':
      return model.looks.finish(event.id, event.how, event.outputs);
    case 'due':
      return due(model, event.id);
    case 'resume':
      return resume(model, event.steps);
    case 'skip':
      return skip(model, event);
    case 'abort':
      if (model.stopping) return false;
      model.stopping = 'aborted';
      model.undo = event.undo;
      return true;
    case 'cancel':
    case 'time-out':
      model.stopping ??= event.do === 'cancel' ? 'aborted' : 'failed';
      return true;
    case 'terminate':
      model.terminated = true;
      return true;
    case 'pause':
      if (model.stopping || model.paused) return false;
      model.paused = true;
      return true;
    default:
      return decide(model, event);
  }
}

function finish(model: Reference, event: Event & { do: 'finish' }): boolean {
  const piece = pieceOf(model, event.id);
  if (piece?.state !== 'running') return false;
  if (event.how === 'cancelled') piece.state = 'cancelled';
  else if (event.how === 'again') {
    // An end that comes with the end of the run is the last.
    if (model.stopping) fail(model, piece, false);
    else {
      piece.state = 'retrying';
      piece.overtaken = false;
    }
  } else if (event.how === 'fail') fail(model, piece, false);
  else if (event.how === 'lost') {
    model.looks.end();
    fail(model, piece, !piece.step.checked && !piece.step.repeatable);
  } else {
    piece.state = 'done';
    piece.asItWas = event.how === 'unchanged';
    piece.outputs = event.outputs ?? {};
    if (event.how === 'changed') model.madeAnew(piece.step);
    // It was done upon what is no more.
    if (piece.overtaken) model.waitAgain(piece);
  }
  return true;
}

/** The pause before the next attempt is over. */
function due(model: Reference, id: string): boolean {
  const piece = pieceOf(model, id);
  if (piece?.state !== 'retrying') return false;
  piece.due = true;
  return true;
}

function fail(model: Reference, piece: Piece, unknown: boolean): void {
  piece.mustName = unknown;
  piece.state = piece.step.onFailure === 'hold' ? 'held' : 'failed';
  if (piece.step.onFailure === 'continue') delete piece.outputs;
  if (piece.step.onFailure === 'fail') model.stopping ??= 'failed';
}

function resume(model: Reference, names: string[] | undefined): boolean {
  if (model.stopping) return false;
  const held = model.pieces.filter(({ state }) => state === 'held' || state === 'retrying');
  if (names === undefined) {
    // What nobody knows of has to be named; a paused run may go on without it.
    if (held.length === 0 && !model.paused) return false;
    if (held.some(({ mustName }) => mustName) && !model.paused) return false;
  } else if (held.length === 0 || !names.every((id) => held.some((piece) => piece.id === id))) {
    return false;
  }
  model.paused = false;
  model.resumed = true;
  model.looks.forget();
  const goOn = held.filter(({ id, mustName }) => names?.includes(id) ?? !mustName);
  for (const piece of goOn.filter(({ state }) => state === 'retrying')) piece.due = true;
  const again = goOn.filter(({ state }) => state === 'held');
  for (const piece of again) {
    piece.state = 'waiting';
    piece.named = piece.mustName;
  }
  const upstream = [...new Set(again.flatMap((piece) => model.standsOn(piece.step)))];
  model.visitAgain(upstream, upstream);
  return true;
}

function skip(model: Reference, { step, done, outputs }: Extract<Event, { do: 'skip' }>): boolean {
  const piece = pieceOf(model, step);
  if (model.stopping || !piece || !['held', 'retrying'].includes(piece.state)) return false;
  const known = outputs ?? piece.outputs;
  if (known === undefined && isRead(model, piece.step)) return false;
  piece.state = done ? 'done' : 'skipped';
  piece.asItWas = false;
  if (outputs !== undefined) piece.outputs = outputs;
  piece.leftOut = !done;
  if (done) {
    piece.outputs ??= {};
    piece.byHand = true;
    piece.mustName = false;
    delete piece.before;
  }
  return true;
}

/** Whether something reads the outputs of a node: a step, a group's input, or through a group's output. */
function isRead(model: Reference, node: ModelNode): boolean {
  const around = model.parentOf(node);
  const asOutput = around?.output === node.id && isRead(model, around);
  return (
    asOutput ||
    model
      .siblingsOf(node)
      .some((sibling) =>
        sibling.kind === 'step' ? sibling.reads.includes(node.id) : sibling.input === node.id,
      )
  );
}

function decide(model: Reference, event: Event & { do: 'approve' | 'reject' }): boolean {
  const { step: name } = event;
  const waiting = model.pieces.filter(({ state, step }) => state === 'running' && step.approval);
  const piece = name === undefined ? waiting[0] : waiting.find(({ id }) => id === name);
  if (!piece || (name === undefined && waiting.length > 1)) return false;
  // Whoever says no means it, also where a failure would be gone on without.
  if (event.do === 'reject' && piece.step.onFailure === 'continue') piece.state = 'held';
  else if (event.do === 'reject') fail(model, piece, false);
  else {
    piece.state = 'done';
    piece.asItWas = false;
    piece.outputs = approvedAt(event.now);
  }
  return true;
}

function pieceOf(model: Reference, id: string): Piece | undefined {
  return model.pieces.find((piece) => piece.id === id);
}
