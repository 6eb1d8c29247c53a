import { runLimits } from '../../../contract/limits.js';
import { decidesBy } from '../../flags.js';
import { sizeOf } from '../facts/budget.js';
import type { Start } from './start-step.js';

/** Bytes that an attempt is given. */
export function sizeOfStart({ with: fields, env }: Pick<Start, 'with' | 'env'>): number {
  return sizeOf(fields.value) + sizeOf(env.value);
}

/** Whether nothing more is decided now. */
export type Enough = Pick<Portion, 'isFull'>;

/**
 * What is begun in one turn: as much as one message holds. More is decided upon in the next turn; to
 * work out hundreds of large attempts at once takes longer than a worker gives a turn, which is then
 * tried again for ever.
 */
export class Portion {
  readonly starts: Start[] = [];
  readonly #isLimited: boolean;
  #given = 0;

  constructor({ decisions }: { decisions: number }) {
    this.#isLimited = decidesBy(decisions, 'turns-are-portions');
  }

  add(start: Start): void {
    this.starts.push(start);
    this.#given += sizeOfStart(start);
  }

  /** Nothing more is decided now. */
  get isFull(): boolean {
    return this.#isLimited && this.#given >= runLimits.turn;
  }
}

/** Whether more may be decided upon once these have begun. */
export function isPortion({ decisions }: { decisions: number }, starts: Start[]): boolean {
  if (!decidesBy(decisions, 'turns-are-portions')) return false;
  return starts.reduce((sum, start) => sum + sizeOfStart(start), 0) >= runLimits.turn;
}
