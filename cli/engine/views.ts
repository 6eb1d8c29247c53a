import { unreachable } from '../../client/unreachable.js';
import type { RunView } from '../../contract/run.js';
import { refusalIn } from '../command/errors.js';
import { explained } from './full-disk.js';
import type { Session } from './session.js';

/** An engine that dies more often under one command has a reason to. */
const mostReturns = 3;

export interface ViewsOptions {
  /** The person left. */
  signal: AbortSignal;
  /** Told that the engine died, and what is done about it. */
  tell: (line: string) => void;
  everyMs?: number;
}

/**
 * A run at every change, until it ends or waits for a person. An engine that dies meanwhile is
 * started again, and the run goes on where it was: that is no news but a line.
 */
export async function* viewsOf(
  session: Session,
  name: string,
  options: ViewsOptions,
): AsyncGenerator<RunView> {
  for (let returns = 0; ; returns++) {
    try {
      return yield* untilLost(session, name, options);
    } catch (error) {
      if (options.signal.aborted) return;
      const cause = await explained(error, session.engine.home);
      if (cause !== error) throw cause;
      const isLost = refusalIn(error)?.code === 'engine.unreachable';
      if (!isLost || returns === mostReturns) throw error;
    }
    options.tell('The engine has died under this command; starting it again. Nothing is lost.');
    await session.again(options.tell);
  }
}

/** The client tries for some seconds before it gives a server up; the daemon's end is known at once. */
async function* untilLost(
  { runs, engine }: Session,
  name: string,
  { signal, everyMs }: ViewsOptions,
): AsyncGenerator<RunView> {
  const views = runs.follow(name, { signal, ...(everyMs === undefined ? {} : { everyMs }) });
  const iterator = views[Symbol.asyncIterator]();
  const over = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(unreachable());
    if (engine.lost.aborted || signal.aborted) stop();
    for (const each of [engine.lost, signal]) {
      each.addEventListener('abort', stop, { signal: over.signal });
    }
  });
  stopped.catch(() => {});
  try {
    for (;;) {
      const next = iterator.next();
      next.catch(() => {});
      const { done, value } = await Promise.race([next, stopped]);
      if (done) return;
      yield value;
    }
  } finally {
    over.abort();
  }
}
