import type { Home } from '../engine/home.js';
import { limitLog } from '../engine/log-file.js';
import { grace, removeGoneRuns } from './gone-runs.js';
import { recall, remember } from './memory.js';
import { removeStaleAttempts } from './stale-attempts.js';
import type { Keeps } from './temporal-keeps.js';

export interface HousekeepingOptions {
  home: Home;
  keeps: Keeps;
  /** Told of what was removed, and of why nothing could be. */
  log: (message: string, facts: Record<string, unknown>) => void;
  /** ms. Defaults: half a minute after the start, which an engine in the background lives to see; then every hour. */
  first?: number;
  every?: number;
  now?: () => number;
}

/** Once a day is enough for what is kept for weeks. */
const pause = 24 * 60 * 60 * 1000;

/** Has the state directory looked after while a worker lives. What is returned ends that. */
export function keepHouse(options: HousekeepingOptions): () => Promise<void> {
  const { first = 30_000, every = 60 * 60 * 1000 } = options;
  let timer: NodeJS.Timeout;
  let under: Promise<void> = Promise.resolve();
  let over = false;
  const look = () => {
    under = tidy(options).then(() => {
      if (!over) next(every);
    });
  };
  const next = (wait: number) => {
    timer = setTimeout(look, wait);
    timer.unref();
  };
  next(first);
  return async () => {
    over = true;
    clearTimeout(timer);
    await under;
  };
}

/** Never throws: a state directory that is not tidy stops nobody. */
export async function tidy({
  home,
  keeps,
  log,
  now = Date.now,
}: HousekeepingOptions): Promise<void> {
  try {
    for (const file of Object.values(home.logs)) limitLog(file);
    const { at, gone } = await recall(home.root);
    const since = now() - at;
    if (since >= 0 && since < pause) return;
    await removeStaleAttempts(home.root, now() - grace);
    const removed = await removeGoneRuns({ home: home.root, keeps, gone, now: now() });
    await remember(home.root, { at: now(), gone });
    if (removed > 0) log('Removed what was left of runs that Temporal keeps no more', { removed });
  } catch (error) {
    log('The state directory could not be tidied', { error });
  }
}
