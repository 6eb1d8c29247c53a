import fc from 'fast-check';
import type { Reference } from './reference.js';
import type { Event } from './reference-updates.js';
import type { Piece, PieceState } from './seen.js';

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
  { weight: 6, kind: 'resume' },
  { weight: 2, kind: 'skip' },
  { weight: 2, kind: 'decide' },
  { weight: 1, kind: 'pause' },
  { weight: 1, kind: 'abort' },
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

/** The event that a move means in this state; undefined: there is nothing it could be about. */
export function eventOf(model: Reference, move: Move, count: number): Event | undefined {
  switch (move.kind) {
    case 'finish':
    case 'fail':
    case 'lose':
      return finish(model, move, count);
    case 'resume':
      return resume(model, move) ?? finish(model, { ...move, kind: 'finish' }, count);
    case 'skip': {
      // Now and then what is not held: it has to be refused.
      const from = move.which === 7 ? model.pieces : withState(model, 'held');
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
  }
}

function finish(model: Reference, move: Move, count: number): Event | undefined {
  const { kind, which, flag } = move;
  const working = withState(model, 'running').filter(({ step }) => !step.approval);
  const id = pick(working, which)?.id;
  if (id === undefined) return undefined;
  if (model.stopping === 'aborted' && flag) return { do: 'finish', id, how: 'cancelled' };
  if (kind === 'fail') return { do: 'finish', id, how: 'fail' };
  if (kind === 'lose') return { do: 'finish', id, how: 'lost' };
  // What is found as it was is mostly, but not always, found with the same outputs.
  const value = flag ? `${id} ${count}` : id;
  return { do: 'finish', id, how: which < 4 ? 'changed' : 'unchanged', outputs: { value } };
}

function resume(model: Reference, { which, more, flag }: Move): Event | undefined {
  const held = withState(model, 'held');
  if (flag && (held.length > 0 || model.paused || which === 7)) return { do: 'resume' };
  const from = which === 7 ? model.pieces : held;
  const named = [which, ...more].map((number) => pick(from, number)?.id);
  const steps = [...new Set(named)].filter((id) => id !== undefined);
  return steps.length === 0 ? undefined : { do: 'resume', steps };
}

function withState(model: Reference, state: PieceState): Piece[] {
  return model.pieces.filter((piece) => piece.state === state);
}

/** What brings a run to its end once all moves are made: everything goes well. */
export function lastEvent(model: Reference): Event {
  const { pieces } = model;
  const busy = pieces.find(({ state, step }) => state === 'running' && !step.approval);
  if (busy) return { do: 'finish', id: busy.id, how: 'unchanged', outputs: { value: busy.id } };
  if (model.paused) return { do: 'resume' };
  const asked = pieces.find(({ state, step }) => state === 'running' && step.approval);
  if (asked) return { do: 'approve', step: asked.id, now: 0 };
  const steps = pieces.filter(({ state }) => state === 'held').map(({ id }) => id);
  if (steps.length === 0) throw new Error('the run has not ended, and nothing can be done');
  return { do: 'resume', steps };
}

function pick<T>(from: T[], number: number): T | undefined {
  return from.length === 0 ? undefined : from[number % from.length];
}
