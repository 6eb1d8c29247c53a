import type { ModelStart } from './reference.js';
import { type Outcome, triesAgain } from './reference-updates.js';
import { Broken, NotKnown, type Piece, type Seen } from './seen.js';

/** How far the taking down of one piece is; absent: its turn has not come. */
export type Undone = 'running' | 'retrying' | 'undone' | 'nothing' | 'failed' | 'cancelled';

interface Turn extends Pick<Piece, 'step' | 'attempt' | 'due' | 'lost' | 'isFree'> {
  state: Undone;
}

/** What a run knows of what it may have made. */
export interface Made extends Seen {
  mayBeThere(piece: Piece): boolean;
}

/** Taking down: in reverse, each once, a step after all that stand on it. */
export class ReferenceUndo {
  readonly #made: Made;
  readonly pieces: Piece[];
  readonly #turns = new Map<Piece, Turn>();
  /** Somebody has stopped it: what has not begun never will. */
  #isStopped = false;

  constructor(made: Made) {
    this.#made = made;
    this.pieces = made.pieces.filter(({ step, isWhole }) => step.undoable && !isWhole);
  }

  stateOf(piece: Piece): Undone | 'waiting' {
    return this.#turns.get(piece)?.state ?? 'waiting';
  }

  /** Everything that can be taken down now. */
  advance(): ModelStart[] {
    const starts: ModelStart[] = [];
    for (let next = this.#next(); next; next = this.#next()) {
      const { step } = next;
      const turn = this.#turns.get(next) ?? { step, state: 'running', attempt: 0 };
      this.#turns.set(next, turn);
      const given = this.#given(next);
      if (typeof given === 'string') turn.state = given;
      else if (this.#isStopped) turn.state = 'cancelled';
      else {
        if (!turn.isFree) turn.attempt = (turn.attempt ?? 0) + 1;
        Object.assign(turn, { state: 'running', due: false });
        starts.push({ id: next.id, mode: 'undo', given });
      }
    }
    return starts;
  }

  /** What it stands on is taken down all the same. */
  finish(id: string, how: Outcome): void {
    const turn = this.#turnOf(id, 'running');
    if (!turn) return;
    if (how === 'changed') turn.state = 'undone';
    else if (how === 'unchanged') turn.state = 'nothing';
    else if (how === 'cancelled') turn.state = 'cancelled';
    else turn.state = triesAgain(turn, how, true) && !this.#isStopped ? 'retrying' : 'failed';
  }

  due(id: string): boolean {
    const turn = this.#turnOf(id, 'retrying');
    if (turn) turn.due = true;
    return turn !== undefined;
  }

  stop(): void {
    this.#isStopped = true;
    for (const turn of this.#turns.values()) {
      if (turn.state === 'retrying') turn.state = 'cancelled';
    }
  }

  isFinished(): boolean {
    return this.pieces.every((piece) => this.#isOver(piece));
  }

  hasFailed(): boolean {
    return this.with('failed').length > 0;
  }

  with(state: Undone): Piece[] {
    return this.pieces.filter((piece) => this.stateOf(piece) === state);
  }

  /** The first attempt of two. */
  mayTryAgain(piece: Piece): boolean {
    const turn = this.#turns.get(piece);
    return turn !== undefined && triesAgain({ ...turn }, 'again', true);
  }

  /** How often the worker was lost that took it down. */
  lost(piece: Piece): number | undefined {
    return this.#turns.get(piece)?.lost;
  }

  #turnOf(id: string, state: Undone): Turn | undefined {
    const piece = this.pieces.find((each) => each.id === id);
    const turn = piece && this.#turns.get(piece);
    return turn?.state === state ? turn : undefined;
  }

  #isOver(piece: Piece): boolean {
    return !['waiting', 'running', 'retrying'].includes(this.stateOf(piece));
  }

  #next(): Piece | undefined {
    return this.pieces.find((piece) => {
      const turn = this.#turns.get(piece);
      if (turn) return turn.state === 'retrying' && turn.due;
      return this.pieces
        .filter(({ step }) => this.#made.standsOn(step).includes(piece.step))
        .every((above) => this.#isOver(above));
    });
  }

  /** Why it is over at once: there is nothing to take down, or it cannot be worked out with what. */
  #given(piece: Piece): ModelStart['given'] | 'nothing' | 'failed' {
    try {
      if (!this.#made.mayBeThere(piece)) return 'nothing';
      const { broken } = this.#made;
      if (this.#made.around(piece.step).some(({ id }) => broken.has(id))) return 'failed';
      return this.#made.given(piece);
    } catch (error) {
      // What it reads is not there: neither is what stood on it.
      if (error instanceof NotKnown) return 'nothing';
      if (error instanceof Broken) return 'failed';
      throw error;
    }
  }
}

/** What groups were given, where nobody has asked yet: their steps may be there from before. */
export function workOutAgain(made: Seen, which: 'unasked' | 'all'): void {
  for (const node of made.nodes) {
    if (node.kind === 'step' || (which === 'unasked' && made.groups.has(node.id))) continue;
    made.inputs.delete(node.id);
    made.broken.delete(node.id);
    try {
      made.inputs.set(node.id, made.inputNow(node));
    } catch (error) {
      if (error instanceof Broken) made.broken.add(node.id);
      else if (!(error instanceof NotKnown)) throw error;
    }
  }
}
