import { ListFeed } from './list-feed.js';
import { type FeedSource, type RunEvent, RunFeed } from './run-feed.js';

/** All that is told to pages as it happens. */
export class Feeds {
  readonly list: ListFeed;
  readonly #source: FeedSource;
  /** Feeds of runs that somebody follows. */
  readonly #runs = new Map<string, RunFeed>();

  constructor(source: FeedSource) {
    this.#source = source;
    this.list = new ListFeed(source);
  }

  /** How many runs are watched. */
  get watched(): number {
    return this.#runs.size;
  }

  /**
   * A run as it is, and then whenever it changed, until the signal is aborted. Who follows a run
   * keeps its feed: the last one who leaves ends it.
   * @param runId Default: the latest of that name, also when another one takes it.
   */
  async *follow(
    name: string,
    runId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent> {
    const key = `${name}\n${runId ?? ''}`;
    const feed = this.#runs.get(key) ?? new RunFeed(this.#source, name, runId);
    this.#runs.set(key, feed);
    try {
      yield* feed.follow(signal);
    } finally {
      if (feed.followers === 0 && this.#runs.get(key) === feed) this.#runs.delete(key);
    }
  }

  /** Something was asked of a run, or one was started. */
  nudge(name: string): void {
    this.list.nudge();
    for (const feed of this.#runs.values()) if (feed.name === name) feed.nudge();
  }
}
