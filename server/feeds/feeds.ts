import { ListFeed } from './list-feed.js';
import { type FeedSource, RunFeed } from './run-feed.js';

/** All that is told to pages as it happens. */
export class Feeds {
  readonly list: ListFeed;
  readonly #source: FeedSource;
  readonly #runs = new Map<string, RunFeed>();
  readonly #names = new Map<RunFeed, string>();

  constructor(source: FeedSource) {
    this.#source = source;
    this.list = new ListFeed(source);
  }

  /** @param runId Default: the latest of that name, also when another one takes it. */
  run(name: string, runId: string | undefined): RunFeed {
    for (const [key, feed] of this.#runs) {
      if (feed.followers === 0) this.#forget(key, feed);
    }
    const key = `${name}\n${runId ?? ''}`;
    const feed = this.#runs.get(key) ?? new RunFeed(this.#source, name, runId);
    this.#runs.set(key, feed);
    this.#names.set(feed, name);
    return feed;
  }

  /** Something was asked of a run, or one was started. */
  nudge(name: string): void {
    this.list.nudge();
    for (const [feed, of] of this.#names) if (of === name) feed.nudge();
  }

  #forget(key: string, feed: RunFeed): void {
    this.#runs.delete(key);
    this.#names.delete(feed);
  }
}
