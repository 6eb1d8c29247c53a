import fc from 'fast-check';
import type { Reference } from './reference.js';
import type { Event } from './reference-updates.js';
import { mayTryAgain, type Piece, type PieceState } from './seen.js';

/** What may happen next, in numbers: what they refer to is found when it happens. */
export interface Move {
  kind: (typeof kinds)[number]['kind'];
  which: number;
  more: number[];
  flag: boolean;
}

/** What a move is about, with how often it is drawn. */
const kinds = [
  { weight: 10, kind: 'finish' },
  { weight: 6, kind: 'fail' },
  { weight: 2, kind: 'lose' },
  { weight: 4, kind: 'stumble' },
  { weight: 3, kind: 'due' },
  { weight: 10, kind: 'look' },
  { weight: 6, kind: 'resume' },
  { weight: 2, kind: 'skip' },
  { weight: 2, kind: 'decide' },
  { weight: 1, kind: 'pause' },
  { weight: 1, kind: 'abort' },
  { weight: 1, kind: 'stop' },
] as const;

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    kind: fc.oneof(...kinds.map(({ weight, kind }) => ({ weight, arbitrary: fc.constant(kind) }))),
    which: fc.nat(7),
    more: fc.array(fc.nat(7), { maxLength: 2 }),
    flag: fc.boolean(),
  }),
  { maxLength: 30, size: 'max' },
);

/** What comes from outside and asks nobody; mostly it does not. */
const stops: Event[] = [{ do: 'cancel' }, { do: 'time-out' }, { do: 'terminate' }];

/** The event that a move means in this state; undefined: there is nothing it could be about. */
export function eventOf(model: Reference, move: Move, count: number): Event | undefined {
  switch (move.kind) {
    case 'finish':
    case 'fail':
    case 'lose':
    case 'stumble':
      return finish(model, move, count);
    case 'due': {
      const id = pick(withState(model, 'retrying'), move.which)?.id;
      return id === undefined ? undefined : { do: 'due', id };
    }
    case 'look':
      return look(model, move, count) ?? finish(model, { ...move, kind: 'finish' }, count);
    case 'resume':
      return resume(model, move) ?? finish(model, { ...move, kind: 'finish' }, count);
    case 'skip': {
      // Now and then what is not held: it has to be refused.
      const from = move.which === 7 ? model.pieces : stopped(model);
      const piece = pick(from, move.which);
      const outputs = move.flag ? { outputs: { value: `by hand ${count}` } } : {};
      return piece && { do: 'skip', step: piece.id, done: move.more.length === 1, ...outputs };
    }
    case 'decide': {
      const asked = withState(model, 'running').filter(({ step }) => step.approval);
      const piece = pick(move.which === 7 ? model.pieces : asked, move.which);
      const step = piece && (move.flag || asked.length > 1) ? { step: piece.id } : {};
      const verb = move.more.length > 1 ? 'reject' : 'approve';
      return piece && { do: verb, ...step, now: count };
    }
    case 'pause':
      return move.flag ? { do: 'pause' } : undefined;
    case 'abort':
      return move.which < 3 ? { do: 'abort', undo: move.flag } : undefined;
    case 'stop':
      return stops[move.which];
  }
}

function finish(model: Reference, move: Move, count: number): Event | undefined {
  const { kind, which, flag } = move;
  const working = withState(model, 'running').filter(({ step }) => !step.approval);
  const piece = pick(working, which);
  if (piece === undefined) return undefined;
  const { id } = piece;
  if (model.stopping === 'aborted' && flag) return { do: 'finish', id, how: 'cancelled' };
  if (kind === 'stumble' && mayTryAgain(piece)) return { do: 'finish', id, how: 'again' };
  if (kind === 'fail' || kind === 'stumble') return { do: 'finish', id, how: 'fail' };
  if (kind === 'lose') return { do: 'finish', id, how: 'lost' };
  // What is found as it was is mostly, but not always, found with the same outputs.
  const value = flag ? `${id} ${count}` : id;
  return { do: 'finish', id, how: which < 4 ? 'changed' : 'unchanged', outputs: { value } };
}

/** What stands there is mostly found, and with the same outputs. */
function look(model: Reference, { which, more, flag }: Move, count: number): Event | undefined {
  const id = pick(looking(model), which);
  if (id === undefined) return undefined;
  const outputs = { value: flag ? `${id} ${count}` : id };
  const isStopped = flag && model.looks.inVain().includes(id);
  const [first = 0] = more;
  const how = isStopped ? 'stopped' : (looked[first] ?? 'holds');
  return { do: 'look', id, how, outputs };
}

const looked = ['holds', 'missing', 'fails', 'lost'] as const;

function looking({ looks, pieces }: Reference): string[] {
  return pieces.filter((piece) => looks.isRunning(piece)).map(({ id }) => id);
}

function resume(model: Reference, { which, more, flag }: Move): Event | undefined {
  const held = stopped(model);
  if (flag && (held.length > 0 || model.paused || which === 7)) return { do: 'resume' };
  const from = which === 7 ? model.pieces : held;
  const named = [which, ...more].map((number) => pick(from, number)?.id);
  const steps = [...new Set(named)].filter((id) => id !== undefined);
  return steps.length === 0 ? undefined : { do: 'resume', steps };
}

/** What a person may let go on or skip. */
function stopped(model: Reference): Piece[] {
  return model.pieces.filter(({ state }) => state === 'held' || state === 'retrying');
}

function withState(model: Reference, state: PieceState): Piece[] {
  return model.pieces.filter((piece) => piece.state === state);
}

/** What brings a run to its end once all moves are made: everything goes well. */
export function lastEvent(model: Reference): Event {
  const { pieces } = model;
  const [seen] = looking(model);
  if (seen !== undefined) return { do: 'look', id: seen, how: 'holds', outputs: { value: seen } };
  const busy = pieces.find(({ state, step }) => state === 'running' && !step.approval);
  if (busy) return { do: 'finish', id: busy.id, how: 'unchanged', outputs: { value: busy.id } };
  if (model.paused) return { do: 'resume' };
  const retrying = pieces.find(({ state }) => state === 'retrying');
  if (retrying) return { do: 'due', id: retrying.id };
  const asked = pieces.find(({ state, step }) => state === 'running' && step.approval);
  if (asked) return { do: 'approve', step: asked.id, now: 0 };
  const steps = pieces.filter(({ state }) => state === 'held').map(({ id }) => id);
  if (steps.length === 0) throw new Error('the run has not ended, and nothing can be done');
  return { do: 'resume', steps };
}

function pick<T>(from: T[], number: number): T | undefined {
  return from.length === 0 ? undefined : from[number % from.length];
}
