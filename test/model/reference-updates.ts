import type { Json } from '../../contract/plan.js';
import type { Reference } from './reference.js';
import type { Looked } from './reference-looks.js';
import { isSafe, mayTryAgain, type Piece, type Seen } from './seen.js';
import { type ModelNode, outputsReadBy } from './shape.js';

type Outputs = { [name: string]: Json };
/**
 * How an attempt ends: well, whether or not something was to be done; badly, so that another one may fare
 * better or not; its worker is lost; the time that its step has is over, kept by the worker or by Temporal;
 * told to end, it does.
 */
export type Outcome =
  | 'changed'
  | 'unchanged'
  | 'again'
  | 'fail'
  | 'lost'
  | 'timed-out'
  | 'overdue'
  | 'cancelled';

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

/** What is about steps, and not about the whole run. */
export type StepEvent = Exclude<
  Event,
  { do: 'abort'; undo: boolean } | { do: 'cancel' | 'time-out' | 'terminate' }
>;

/** Carries an event out by the rules. False: it is refused, and nothing has changed. */
export function happen(model: Reference, event: StepEvent): boolean {
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
  const { how } = event;
  if (how === 'cancelled') piece.state = 'cancelled';
  else if (how !== 'changed' && how !== 'unchanged') failOnce(model, piece, how);
  else {
    piece.state = 'done';
    piece.asItWas = how === 'unchanged';
    piece.outputs = event.outputs ?? {};
    if (how === 'changed') model.madeAnew(piece.step);
    // It was done upon what is no more.
    if (piece.overtaken) model.waitAgain(piece);
  }
  return true;
}

/** Another attempt follows where it may, unless the run ends: then its end is the last. */
function failOnce(
  model: Reference,
  piece: Piece,
  how: Exclude<Outcome, 'changed' | 'unchanged' | 'cancelled'>,
): void {
  const isUnknown = isSafe(piece.step) ? false : !['again', 'fail'].includes(how);
  if (how === 'lost' || isUnknown) model.looks.end();
  if (model.stopping || !triesAgain(piece, how)) {
    model.fail(piece, isUnknown);
    return;
  }
  piece.state = 'retrying';
  piece.overtaken = false;
}

/** So often, one after the other, the loss of a worker is no fault of the step's. */
const mostLosses = 3;

/** Whether another attempt follows, after a pause or, for one whose worker was lost, at once. */
export function triesAgain(
  piece: Pick<Piece, 'step' | 'attempt' | 'lost' | 'isFree' | 'due'>,
  how: Outcome,
  mayRepeat = isSafe(piece.step),
): boolean {
  const { lost = 0 } = piece;
  piece.isFree = how === 'lost' && mayRepeat && lost < mostLosses;
  piece.lost = piece.isFree ? lost + 1 : 0;
  piece.due = piece.isFree;
  if (how === 'fail' || (how !== 'again' && !mayRepeat)) return false;
  return piece.isFree || mayTryAgain(piece);
}

/** The pause before the next attempt is over. */
function due(model: Reference, id: string): boolean {
  const piece = pieceOf(model, id);
  if (piece?.state !== 'retrying') return false;
  piece.due = true;
  return true;
}

/** Held, or waiting for its next attempt: somebody may let it go on, or skip it. */
export function isStopped(model: Seen, piece: Piece): boolean {
  return piece.state === 'retrying' || (piece.state === 'held' && model.isOpen(piece));
}

function resume(model: Reference, names: string[] | undefined): boolean {
  if (model.stopping) return false;
  const held = model.pieces.filter((piece) => isStopped(model, piece));
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
  if (model.stopping || !piece || !isStopped(model, piece)) return false;
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
  return asOutput || model.siblingsOf(node).some((one) => outputsReadBy(one).includes(node.id));
}

function decide(model: Reference, event: Event & { do: 'approve' | 'reject' }): boolean {
  const { step: name } = event;
  const waiting = model.pieces.filter(({ state, step }) => state === 'running' && step.approval);
  const piece = name === undefined ? waiting[0] : waiting.find(({ id }) => id === name);
  if (!piece || (name === undefined && waiting.length > 1)) return false;
  // Whoever says no means it, also where a failure would be gone on without.
  if (event.do === 'reject' && piece.step.onFailure === 'continue') piece.state = 'held';
  else if (event.do === 'reject') model.fail(piece, false);
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
