import type { Client } from '@temporalio/client';
import type { RunView } from '../contract/run.js';
import type { PipelineContract } from '../workflows/contract.js';
import type { PipelineInput } from '../workflows/run-input.js';
import { Newest } from './newest.js';
import { RunReader } from './run-reader.js';
import { reach } from './unreachable.js';

/** As many are kept: a plan of 500 steps takes half a megabyte. */
const kept = 50;

/** What a run executes. */
export type RunDefinition = Pick<PipelineInput, 'plan' | 'inputs' | 'selection'>;

/** What runs execute, for those who draw them: as it was started, or corrected last. */
export class RunPlans {
  readonly #client: Client;
  readonly #reader: RunReader;
  readonly #known = new Newest<string, Promise<RunDefinition>>(kept);

  constructor(client: Client) {
    this.#client = client;
    this.#reader = new RunReader(client, undefined);
  }

  of(view: Pick<RunView, 'name' | 'runId' | 'actions'>): Promise<RunDefinition> {
    const key = definitionKey(view);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = reach(() => this.#ask(view));
    this.#known.set(key, asked);
    asked.catch(() => this.#known.delete(key));
    return asked;
  }

  async #ask(view: Pick<RunView, 'name' | 'runId' | 'actions'>): Promise<RunDefinition> {
    const started = await this.#reader.input(view.name, view.runId);
    if (corrections(view) === 0) return started;
    type Corrected = PipelineContract['query']['left-behind'];
    const handle = this.#client.workflow.getHandle(view.name, view.runId);
    const { plan, inputs } = await handle.query<Corrected>('left-behind');
    return { ...started, plan, inputs };
  }
}

/** Another one means that there is another plan to draw. */
export function definitionKey(view: Pick<RunView, 'runId' | 'actions'>): string {
  return `${view.runId} ${corrections(view)}`;
}

function corrections({ actions }: Pick<RunView, 'actions'>): number {
  return actions.filter(({ verb }) => verb === 'revise').length;
}
