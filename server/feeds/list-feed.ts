import type { RunSummary } from '../../contract/run.js';
import type { LiveEvent } from '../../worker/live.js';
import { knownProblem, problemBody, unforeseen } from '../problem.js';
import type { ProblemBody } from '../schemas/problem.js';
import { Asker } from './asker.js';
import { Followers } from './followers.js';
import type { FeedSource } from './run-feed.js';
import { Version } from './version.js';

export type ListEvent =
  | { event: 'runs'; data: RunSummary[] }
  | { event: 'run'; data: RunSummary }
  | { event: 'problem'; data: ProblemBody };

/** As many of the newest runs are watched. */
const watched = 100;
/** Where nothing is heard, the list is asked for as often, in ms. */
const everyMs = 1_500;

/** The newest runs, for all pages that show them: asked for once, told to each. */
export class ListFeed {
  readonly #source: FeedSource;
  readonly #asker = new Asker(everyMs, () => this.#ask());
  readonly #changes = new Version();
  readonly #followers = new Followers({
    first: () => {
      this.#source.live.on('attempt', this.#hear);
      this.#asker.start();
    },
    last: () => {
      this.#source.live.off('attempt', this.#hear);
      this.#asker.stop();
      // What is known grows old.
      this.#text = '';
    },
  });
  #runs: RunSummary[] | undefined;
  #problem: ProblemBody | undefined;
  #text = '';

  constructor(source: FeedSource) {
    this.#source = source;
  }

  nudge(): void {
    this.#asker.soon();
  }

  /** All of them, and then each that is new or has changed, until the signal is aborted. */
  async *follow(signal: AbortSignal): AsyncGenerator<ListEvent> {
    this.#followers.enter();
    try {
      let told: Map<string, string> | undefined;
      // Nothing is known before the first answer.
      let seen = this.#text === '' ? this.#changes.number : -1;
      while (!signal.aborted) {
        await this.#changes.after(seen, signal);
        if (signal.aborted) return;
        seen = this.#changes.number;
        if (this.#problem) yield { event: 'problem', data: this.#problem };
        const runs = this.#runs;
        if (this.#problem || runs === undefined) continue;
        if (told === undefined) yield { event: 'runs', data: runs };
        else for (const data of changed(runs, told)) yield { event: 'run', data };
        told = new Map(runs.map((run) => [run.runId, JSON.stringify(run)]));
      }
    } finally {
      this.#followers.leave();
    }
  }

  readonly #hear = (event: LiveEvent): void => {
    if (event.what === 'started' || event.what === 'ended') this.#asker.soon();
  };

  async #ask(): Promise<void> {
    try {
      const { runs } = await this.#source.services();
      this.#runs = await runs.list({ looks: true, limit: watched });
      this.#problem = undefined;
    } catch (error) {
      this.#problem = problemBody(knownProblem(error) ?? unforeseen);
    }
    const text = JSON.stringify(this.#problem ?? this.#runs);
    if (text === this.#text) return;
    this.#text = text;
    this.#changes.bump();
  }
}

/** Oldest first, so that who puts each on top ends with the newest there. */
function changed(runs: RunSummary[], told: ReadonlyMap<string, string>): RunSummary[] {
  return runs.filter((run) => told.get(run.runId) !== JSON.stringify(run)).reverse();
}
