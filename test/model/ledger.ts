import { LooksLedger } from './ledger-looks.js';
import type { Event, Outcome } from './reference-updates.js';
import { allSteps, isChecked, type ModelPipeline, type ModelStep } from './shape.js';

/** What is known of an attempt that ended so; else nobody knows how far it got. */
const known: { [how in Outcome]?: 'done' | 'failed' } = {
  changed: 'done',
  unchanged: 'done',
  fail: 'failed',
  again: 'failed',
};

/**
 * What was really started, held against the promises that matter most, whatever the reference model
 * says: nothing unsafe twice, nothing before what it stands on, no more at once than allowed.
 */
export class Ledger {
  readonly #steps: ModelStep[];
  readonly #running = new Set<string>();
  readonly #ended = new Map<string, 'done' | 'failed' | 'unknown'>();
  /** Resumed since it ended: by name, or with all that were held. */
  readonly #resumed = new Map<string, 'named' | 'all'>();

  readonly #pipeline: ModelPipeline;
  #looks: LooksLedger;

  constructor(pipeline: ModelPipeline) {
    this.#pipeline = pipeline;
    this.#looks = new LooksLedger(pipeline);
    this.#steps = allSteps(pipeline.nodes);
  }

  /** Promises that these starts break, in words. `looks`: before their step's turn. */
  start(ids: string[], looks: string[] = []): string[] {
    const broken = this.#looks.start(ids, looks, this.#running);
    for (const id of ids) {
      const step = this.#stepOf(id);
      if (this.#running.has(id)) broken.push(`${id} runs twice at once`);
      if (!step.checked && !step.repeatable && !this.#mayRepeat(id)) {
        broken.push(`${id} cannot be checked, and is done again unasked`);
      }
      this.#running.add(id);
      this.#resumed.delete(id);
      const limit = step.forEach?.maxParallel ?? Number.POSITIVE_INFINITY;
      const together = [...this.#running].filter((each) => this.#stepOf(each) === step).length;
      if (together > limit) broken.push(`${together} of ${step.id} run at once`);
    }
    return broken;
  }

  /** Promises that are broken where these can be checked, and are done without a visit. */
  seen(ids: string[]): string[] {
    const checked = ids.filter((id) => isChecked(this.#stepOf(id)));
    return this.#looks.done(checked, (id) => this.#stepOf(id));
  }

  /** A new run goes on from this one. What was taken down is done no more. */
  again(named: string[], undone: string[]): void {
    // The run was ended while they ran.
    for (const id of this.#running) this.#ended.set(id, 'unknown');
    this.#running.clear();
    this.#looks.again();
    for (const id of undone) this.#ended.delete(id);
    this.#resumed.clear();
    for (const id of this.#ended.keys()) {
      const isNamed = named.includes(id) || named.includes(this.#stepOf(id).id);
      this.#resumed.set(id, isNamed ? 'named' : 'all');
    }
  }

  /** As it is by now: what happens to the copy does not happen here. */
  copy(): Ledger {
    const copied = new Ledger(this.#pipeline);
    copied.#looks = this.#looks.copy(this.#pipeline);
    for (const id of this.#running) copied.#running.add(id);
    for (const [id, how] of this.#ended) copied.#ended.set(id, how);
    for (const [id, how] of this.#resumed) copied.#resumed.set(id, how);
    return copied;
  }

  #mayRepeat(id: string): boolean {
    const resumed = this.#resumed.get(id);
    const ended = this.#ended.get(id);
    if (ended === undefined || resumed === 'named') return true;
    return ended === 'failed' && resumed === 'all';
  }

  happened(event: Event): void {
    this.#looks.happened(event, (id) => this.#stepOf(id));
    if (event.do === 'resume') {
      const ids = event.steps ?? this.#ended.keys();
      for (const id of ids) {
        if (event.steps) this.#resumed.set(id, 'named');
        else if (!this.#resumed.has(id)) this.#resumed.set(id, 'all');
      }
    }
    // Somebody says so.
    if (event.do === 'skip' && event.done) this.#ended.set(event.step, 'done');
    if (event.do !== 'finish') return;
    this.#running.delete(event.id);
    const { how } = event;
    this.#ended.set(event.id, known[how] ?? 'unknown');
    // `retry` repeats it unasked.
    if (how === 'again') this.#resumed.set(event.id, 'all');
  }

  #stepOf(id: string): ModelStep {
    const found = this.#steps.find((step) => step.id === id || id.startsWith(`${step.id}[`));
    if (!found) throw new Error(`${id} is no step`);
    return found;
  }
}
