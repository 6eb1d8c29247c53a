import type { Client } from '@temporalio/client';
import type { PipelineInput } from '../workflows/run-input.js';
import { RunReader } from './run-reader.js';
import { reach } from './unreachable.js';

/** As many are kept: a plan of 500 steps takes half a megabyte. */
const kept = 50;

/** What runs were started with, for those who draw them. */
export class RunPlans {
  readonly #reader: RunReader;
  readonly #known = new Map<string, Promise<PipelineInput>>();

  constructor(client: Client) {
    this.#reader = new RunReader(client, undefined);
  }

  /** @param runId The first of its chain, as views have it. */
  of(name: string, runId: string): Promise<PipelineInput> {
    const known = this.#known.get(runId);
    if (known !== undefined) return known;
    const asked = reach(() => this.#reader.input(name, runId));
    this.#known.set(runId, asked);
    asked.catch(() => this.#known.delete(runId));
    const [oldest] = this.#known.keys();
    if (this.#known.size > kept && oldest !== undefined) this.#known.delete(oldest);
    return asked;
  }
}
