import fc from 'fast-check';
import { Reference } from './reference.js';
import type { ReferenceLife } from './reference-life.js';
import type { ReferenceUndo } from './reference-undo.js';
import { type Event, isStopped, type Outcome } from './reference-updates.js';
import { mayTryAgain, type Piece, type PieceState, type Seen } from './seen.js';

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
  { weight: 3, kind: 'lose' },
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
export function eventOf(life: ReferenceLife, move: Move, count: number): Event | undefined {
  const { course, phase, undo, last } = life;
  if (move.kind === 'stop' || move.kind === 'abort') return stop(life, move);
  if (move.kind === 'pause') return move.flag ? { do: 'pause' } : undefined;
  if (undo) return undoEvent(life, undo, move);
  if (last) {
    const id = last.running()?.id;
    const fails = life.pipeline.finally.some((step) => step.id === id && step.fails);
    return id === undefined
      ? undefined
      : { do: 'finish', id, how: ended(life, move) ?? (fails ? 'fail' : 'changed') };
  }
  if (phase === 'looking' || !(course instanceof Reference)) return lookEvent(life, move, count);
  return forwardEvent(life, course, move, count);
}

function stop(life: ReferenceLife, { kind, which, flag }: Move): Event | undefined {
  if (kind === 'stop') return stops[which];
  // Once it is under way it is stopped more often.
  const isRare = life.phase === 'forward' ? which >= 3 : which >= 5;
  return isRare ? undefined : { do: 'abort', undo: flag };
}

/** Told to end, most do. */
function ended({ isTold }: ReferenceLife, { flag }: Move): Outcome | undefined {
  return isTold && flag ? 'cancelled' : undefined;
}

function forwardEvent(
  life: ReferenceLife,
  model: Reference,
  move: Move,
  count: number,
): Event | undefined {
  switch (move.kind) {
    case 'finish':
    case 'fail':
    case 'lose':
    case 'stumble':
      return finish(life, model, move, count);
    case 'due': {
      const id = pick(withState(model, 'retrying'), move.which)?.id;
      return id === undefined ? undefined : { do: 'due', id };
    }
    case 'look':
      // Looks ahead begin where all at the bottom is as it was.
      return look(model, move, count) ?? finish(life, model, asItWas(move), count);
    case 'resume':
      return resume(model, move) ?? finish(life, model, { ...move, kind: 'finish' }, count);
    case 'skip': {
      // Now and then what is not held: it has to be refused.
      const from = (move.which === 7 ? model.pieces : stopped(model)).filter((one) => !one.isWhole);
      const piece = pick(from, move.which);
      const outputs = move.flag ? { outputs: { value: `by hand ${count}`, text: '1' } } : {};
      return piece && { do: 'skip', step: piece.id, done: move.more.length === 1, ...outputs };
    }
    case 'decide': {
      const asked = withState(model, 'running').filter(({ step }) => step.approval);
      const piece = pick(move.which === 7 ? model.pieces : asked, move.which);
      const step = piece && (move.flag || asked.length > 1) ? { step: piece.id } : {};
      const verb = move.more.length > 1 ? 'reject' : 'approve';
      return piece && { do: verb, ...step, now: count };
    }
    default:
      return undefined;
  }
}

function finish(life: ReferenceLife, model: Seen, move: Move, count: number): Event | undefined {
  const { which, flag } = move;
  const working = withState(model, 'running').filter(({ step }) => !step.approval);
  const piece = pick(working, which);
  if (piece === undefined) return undefined;
  const { id } = piece;
  const badly = ended(life, move) ?? failing(move, mayTryAgain(piece));
  if (badly) return { do: 'finish', id, how: badly };
  // What is found as it was is mostly, but not always, found with the same outputs.
  const value = flag ? `${id} ${count}` : id;
  const outputs = { value, text: textOf(move) };
  return { do: 'finish', id, how: which < 4 ? 'changed' : 'unchanged', outputs };
}

function asItWas(move: Move): Move {
  return { ...move, kind: 'finish', which: 4 + (move.which % 4) };
}

/** Mostly a 1, now and then no JSON at all. */
function textOf({ more }: Move): string {
  return ['{', '2'][more[0] ?? 7] ?? '1';
}

/** How an attempt ends that does not end well. */
function failing({ kind, which }: Move, mayTryAgain: boolean): Outcome | undefined {
  if (kind === 'stumble') return mayTryAgain ? 'again' : 'fail';
  if (kind === 'fail') return 'fail';
  return kind === 'lose' ? (['lost', 'timed-out', 'overdue'] as const)[which % 3] : undefined;
}

/** A down asks nobody: orders about steps are refused, or have nothing to do. */
function lookEvent(life: ReferenceLife, move: Move, count: number): Event | undefined {
  const { course } = life;
  const waits = pick(withState(course, 'retrying'), move.which)?.id;
  if (move.kind === 'due') return waits === undefined ? undefined : { do: 'due', id: waits };
  if (move.kind === 'resume' && (move.flag || waits === undefined)) return { do: 'resume' };
  return move.kind === 'skip' ? refused(course, move) : finish(life, course, move, count);
}

function undoEvent(life: ReferenceLife, undo: ReferenceUndo, move: Move): Event | undefined {
  const { kind, which } = move;
  if (kind === 'due') {
    const id = pick(undo.with('retrying'), which)?.id;
    return id === undefined ? undefined : { do: 'due', id };
  }
  if (kind === 'resume' && move.flag) return { do: 'resume' };
  if (kind === 'skip') return refused(life.course, move);
  const piece = pick(undo.with('running'), which);
  if (!piece) return undefined;
  const how = ended(life, move) ?? failing(move, undo.mayTryAgain(piece));
  return { do: 'finish', id: piece.id, how: how ?? (which < 6 ? 'changed' : 'unchanged') };
}

function refused({ pieces }: Seen, { which, flag }: Move): Event | undefined {
  const step = pick(pieces, which)?.id;
  return step === undefined ? undefined : { do: 'skip', step, done: flag };
}

/** What stands there is mostly found, and with the same outputs. */
function look(model: Reference, { which, more, flag }: Move, count: number): Event | undefined {
  const id = pick(looking(model), which);
  if (id === undefined) return undefined;
  const outputs = { value: flag ? `${id} ${count}` : id, text: which === 7 ? '{' : '1' };
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
  return model.pieces.filter((piece) => isStopped(model, piece));
}

function withState(model: Seen, state: PieceState): Piece[] {
  return model.pieces.filter((piece) => piece.state === state);
}

/** What brings a run to its end once all moves are made: everything goes well. */
export function lastEvent({ course, undo, last }: ReferenceLife): Event {
  const act = last?.running();
  if (act) return { do: 'finish', id: act.id, how: act.fails ? 'fail' : 'changed' };
  const [down] = undo?.with('running') ?? [];
  if (down) return { do: 'finish', id: down.id, how: 'changed' };
  const [later] = undo?.with('retrying') ?? [];
  if (later) return { do: 'due', id: later.id };
  const [seen] = course instanceof Reference ? looking(course) : [];
  if (seen !== undefined) {
    return { do: 'look', id: seen, how: 'holds', outputs: { value: seen, text: '1' } };
  }
  const { pieces } = course;
  const busy = pieces.find(({ state, step }) => state === 'running' && !step.approval);
  const outputs = { value: busy?.id ?? '', text: '1' };
  if (busy) return { do: 'finish', id: busy.id, how: 'unchanged', outputs };
  if (course.paused) return { do: 'resume' };
  const retrying = pieces.find(({ state }) => state === 'retrying');
  if (retrying) return { do: 'due', id: retrying.id };
  const asked = pieces.find(({ state, step }) => state === 'running' && step.approval);
  if (asked) return { do: 'approve', step: asked.id, now: 0 };
  const held = pieces.filter((one) => one.state === 'held' && isStopped(course, one));
  if (held.length === 0) throw new Error('the run has not ended, and nothing can be done');
  // What reads what nobody can parse is never done by the run.
  const stuck = held.find(({ tries = 0, isWhole }) => tries > 2 && !isWhole);
  if (stuck) {
    return { do: 'skip', step: stuck.id, done: true, outputs: { value: 'by hand', text: '1' } };
  }
  if (held.some(({ tries = 0 }) => tries > 9)) return { do: 'abort', undo: true };
  for (const piece of held) piece.tries = (piece.tries ?? 0) + 1;
  return { do: 'resume', steps: held.map(({ id }) => id) };
}

function pick<T>(from: T[], number: number): T | undefined {
  return from.length === 0 ? undefined : from[number % from.length];
}
