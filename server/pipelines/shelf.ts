import { resolve } from 'node:path';
import { Newest } from '../../client/newest.js';
import type { Runs } from '../../client/requests.js';
import { readPipeline } from '../../client/verbs/ready.js';
import type { Loaded } from '../../language/index.js';
import { ProblemError } from '../problem.js';
import { type Found, findPipelines } from './find.js';

/** As many of the last runs are asked where their pipelines lie. */
const asked = 50;

/** A pipeline, read from its file a moment ago. */
export interface Read extends Found {
  loaded: Loaded;
}

/** The pipelines that the page shows: those in folders, and those of the runs there are. */
export class Shelf {
  readonly folders: string[];
  readonly #runs: () => Promise<Runs>;
  /** Run id → file: a run's never changes. */
  readonly #files = new Newest<string, string>(1_000);

  constructor(folders: string[], runs: () => Promise<Runs>) {
    this.folders = folders.map((folder) => resolve(folder));
    this.#runs = runs;
  }

  async list(): Promise<Found[]> {
    return findPipelines(this.folders, await this.#filesOfRuns());
  }

  async readAll(): Promise<Read[]> {
    const found = await this.list();
    return Promise.all(
      found.map(async (one) => ({ ...one, loaded: await readPipeline(one.file) })),
    );
  }

  /** @throws ProblemError `pipeline.unknown` */
  async read(id: string): Promise<Read> {
    const found = (await this.list()).find((one) => one.id === id);
    if (found !== undefined) return { ...found, loaded: await readPipeline(found.file) };
    throw new ProblemError({
      code: 'pipeline.unknown',
      detail: `There is no pipeline ${id}.`,
      next: 'See the list of pipelines; muster serve --pipelines DIR adds those of a folder.',
    });
  }

  async idOf(file: string): Promise<string | undefined> {
    return (await this.list()).find((one) => one.file === file)?.id;
  }

  /** Where nobody names folders, the runs say what pipelines there are. */
  async #filesOfRuns(): Promise<string[]> {
    const runs = await this.#runs().catch(() => undefined);
    if (runs === undefined) return [];
    const list = await runs.list({ limit: asked, looks: true }).catch(() => []);
    const names = new Set<string>();
    const files = new Set<string>();
    for (const { name, runId, pipeline, file: known } of list) {
      // Of what does not say so itself one run a name will do: it is the latest.
      if (known === undefined && names.has(pipeline)) continue;
      const file = known ?? this.#files.get(runId) ?? (await fileOf(runs, name, runId));
      if (file === undefined) continue;
      names.add(pipeline);
      this.#files.set(runId, file);
      files.add(file);
    }
    return [...files];
  }
}

async function fileOf(runs: Runs, name: string, runId: string): Promise<string | undefined> {
  const view = await runs.view(name, runId).catch(() => undefined);
  return view?.file;
}
