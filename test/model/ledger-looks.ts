import type { Event } from './reference-updates.js';
import type { ModelPipeline, ModelStep } from './shape.js';
import { Structure } from './structure.js';

/**
 * What looks before a step's turn were made, held against their promises: never beside a visit of the
 * same step, nothing begins upon a look alone, and a step is done without a visit only if it was seen to
 * hold, and nothing that it stands on has changed since that look began.
 */
export class LooksLedger {
  readonly #structure: Structure;
  #clock = 0;
  readonly #running = new Map<string, number>();
  /** Those that saw their step hold: when they began. */
  readonly #held = new Map<string, number>();
  readonly #disturbed = new Map<string, number>();
  #allDisturbed = 0;

  constructor(pipeline: ModelPipeline) {
    this.#structure = new Structure(pipeline);
  }

  copy(pipeline: ModelPipeline): LooksLedger {
    const copied = new LooksLedger(pipeline);
    copied.#clock = this.#clock;
    copied.#allDisturbed = this.#allDisturbed;
    for (const [id, at] of this.#running) copied.#running.set(id, at);
    for (const [id, at] of this.#held) copied.#held.set(id, at);
    for (const [id, at] of this.#disturbed) copied.#disturbed.set(id, at);
    return copied;
  }

  /** Another run, or a person, starts anew. */
  again(): void {
    this.#running.clear();
    this.#held.clear();
  }

  /** Promises that are broken by visits and looks that start, where others run. */
  start(visits: string[], looks: string[], running: ReadonlySet<string>): string[] {
    this.#clock += 1;
    const broken = visits
      .filter((id) => this.#running.has(id))
      .map((id) => `${id} begins while it is looked at`);
    for (const id of looks) {
      if (running.has(id)) broken.push(`${id} is looked at while it runs`);
      if (this.#running.has(id)) broken.push(`${id} is looked at twice at once`);
      this.#running.set(id, this.#clock);
      this.#held.delete(id);
    }
    return broken;
  }

  /** Promises that are broken where these are done without a visit. */
  done(ids: string[], stepOf: (id: string) => ModelStep): string[] {
    return ids.flatMap((id) => {
      const began = this.#held.get(id);
      if (began === undefined) return [`${id} is done, and was not seen to hold`];
      if (this.#allDisturbed > began) return [`${id} is done by a look that counts no more`];
      return this.#structure
        .standsOn(this.#structure.node(stepOf(id).id))
        .filter((below) => (this.#disturbed.get(below.id) ?? 0) >= began)
        .map((below) => `${id} is done by a look, and ${below.id} was changed since`);
    });
  }

  happened(event: Event, stepOf: (id: string) => ModelStep): void {
    this.#clock += 1;
    if (event.do === 'resume') this.#allDisturbed = this.#clock;
    if (event.do === 'skip') this.#disturbed.set(stepOf(event.step).id, this.#clock);
    if (event.do === 'finish') {
      if (event.how !== 'unchanged') this.#disturbed.set(stepOf(event.id).id, this.#clock);
      if (event.how === 'lost') this.#allDisturbed = this.#clock;
    }
    if (event.do !== 'look') return;
    const began = this.#running.get(event.id);
    this.#running.delete(event.id);
    if (event.how === 'lost') this.#allDisturbed = this.#clock;
    // What was seen before somebody resumed is of no worth, good or bad.
    const isOld = began === undefined || began < this.#allDisturbed;
    if (event.how === 'stopped' || isOld) return;
    if (event.how === 'holds') this.#held.set(event.id, began);
    else this.#disturbed.set(stepOf(event.id).id, this.#clock);
  }
}
