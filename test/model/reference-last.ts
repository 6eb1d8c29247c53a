import type { ModelStart } from './reference.js';
import type { Outcome } from './reference-updates.js';
import { Broken, NotKnown, type Seen } from './seen.js';
import type { LastStep, ModelPipeline } from './shape.js';

/** The last acts of a run: one after the other, whatever becomes of each. */
export class ReferenceLast {
  /** How the run has ended before them. */
  readonly before: string;
  readonly states = new Map<string, 'running' | 'done' | 'skipped' | 'failed' | 'cancelled'>();
  readonly #seen: Seen;
  readonly #steps: LastStep[];
  #isStopped = false;

  constructor(pipeline: ModelPipeline, seen: Seen, before: string) {
    this.#steps = pipeline.finally;
    this.#seen = seen;
    this.before = before;
  }

  advance(): ModelStart[] {
    for (const step of this.#steps) {
      const state = this.states.get(step.id);
      if (state === 'running') return [];
      if (state !== undefined) continue;
      const given = this.#given(step);
      if (typeof given !== 'string' && !this.#isStopped) {
        this.states.set(step.id, 'running');
        return [{ id: step.id, mode: 'last', given }];
      }
      this.states.set(step.id, typeof given === 'string' ? given : 'cancelled');
    }
    return [];
  }

  #given({ onlyIf, parses }: LastStep): ModelStart['given'] | 'skipped' | 'failed' {
    const state = this.before;
    if (onlyIf !== undefined && onlyIf !== state) return 'skipped';
    if (parses === undefined) return { state };
    try {
      return { state, parsed: this.#seen.parsed(this.#seen.node(parses)) };
    } catch (error) {
      // What did not run is null, and no text.
      if (error instanceof Broken || error instanceof NotKnown) return 'failed';
      throw error;
    }
  }

  finish(id: string, how: Outcome): void {
    const isDone = how === 'changed' || how === 'unchanged';
    this.states.set(id, isDone ? 'done' : how === 'cancelled' ? 'cancelled' : 'failed');
  }

  stop(): void {
    this.#isStopped = true;
  }

  running(): LastStep | undefined {
    return this.#steps.find(({ id }) => this.states.get(id) === 'running');
  }

  isOver(): boolean {
    return this.#steps.every(({ id }) => !['running', undefined].includes(this.states.get(id)));
  }

  /** The last word: a run has not succeeded whose last acts have not. */
  end(): string {
    const left = [...this.states.values()].some(
      (state) => state === 'failed' || state === 'cancelled',
    );
    return this.before === 'succeeded' && left ? 'failed' : this.before;
  }
}
