import type { ModelStart, Reference } from './reference.js';
import { NotKnown, type Piece } from './seen.js';

/** How far the taking down of one piece is; absent: its turn has not come. */
type Undone = 'running' | 'over';

/** Taking down, after a run that was told so: in reverse, each once, a step after all that stand on it. */
export class ReferenceUndo {
  readonly model: Reference;
  readonly pieces: Piece[];
  readonly #state = new Map<Piece, Undone>();

  constructor(model: Reference) {
    this.model = model;
    this.pieces = model.pieces.filter(({ step }) => step.undoable);
  }

  /** Everything that can be taken down now. */
  advance(): ModelStart[] {
    const starts: ModelStart[] = [];
    for (let next = this.#next(); next; next = this.#next()) {
      const given = this.#given(next);
      this.#state.set(next, given ? 'running' : 'over');
      if (given) starts.push({ id: next.id, given });
    }
    return starts;
  }

  /** Succeeded or failed: what it stands on is taken down all the same. */
  finish(id: string): void {
    const piece = this.pieces.find((each) => each.id === id);
    if (piece) this.#state.set(piece, 'over');
  }

  isFinished(): boolean {
    return this.pieces.every((piece) => this.#state.get(piece) === 'over');
  }

  running(): string[] {
    return this.pieces.filter((piece) => this.#state.get(piece) === 'running').map(({ id }) => id);
  }

  #next(): Piece | undefined {
    return this.pieces.find(
      (piece) =>
        !this.#state.has(piece) &&
        this.pieces
          .filter(({ step }) => this.model.standsOn(step).includes(piece.step))
          .every((above) => this.#state.get(above) === 'over'),
    );
  }

  /** What was begun goes by that, and not by what its condition says now. */
  #mayBeThere(piece: Piece): boolean {
    const { step, state, givenThen } = piece;
    const isSettled = givenThen !== undefined || state === 'skipped';
    if (!step.if || !isSettled) return this.model.isWanted(step);
    return this.model.isInside(step) && (state !== 'skipped' || piece.leftOut === true);
  }

  /** Undefined: there is nothing to take down, or nobody can say what. */
  #given(piece: Piece): ModelStart['given'] | undefined {
    if (!this.#mayBeThere(piece)) return undefined;
    try {
      return this.model.given(piece);
    } catch (error) {
      if (error instanceof NotKnown) return undefined;
      throw error;
    }
  }
}
