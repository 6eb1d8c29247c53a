import { writeFile } from 'node:fs/promises';
import { StepError } from '../../activities/contract/step-error.js';
import { acquireLock, type HeldLock, lockFileOf } from '../../activities/process/lock.js';
import { EngineError } from '../../client/engine.js';
import { replaceDaemon } from './attach.js';
import { readEngine } from './engine-file.js';
import type { Home } from './home.js';

/** Another daemon may be installing Temporal's server, or ending steps that take their time. */
const wait = 600_000;

export interface BecomeOptions {
  background: boolean;
  onProgress?: (line: string) => void;
}

/**
 * Take the lock of a state directory: the kernel gives it to one daemon at a time, and frees it
 * however that one dies. One in the background yields to a ready daemon (undefined is returned);
 * one in the foreground has an idle one leave.
 * @throws EngineError if another one stays.
 */
export async function becomeDaemon(
  home: Home,
  options: BecomeOptions,
): Promise<HeldLock | undefined> {
  const running = readEngine(home);
  if (running && options.background) return undefined;
  if (running)
    await replaceDaemon(running, 'serves this state directory', home, options.onProgress);

  const yielding = new AbortController();
  const watch = setInterval(() => {
    if (readEngine(home)) yielding.abort();
  }, 100);
  const slow = setTimeout(
    () => options.onProgress?.('Waiting for another engine to start or end'),
    2000,
  );
  try {
    // The lock's program would make it readable for all.
    await writeFile(lockFileOf(home.engineFile), '', { flag: 'a', mode: 0o600 });
    return await acquireLock(home.engineFile, { wait, signal: yielding.signal });
  } catch (error) {
    if (!yielding.signal.aborted) throw asEngineError(error);
    if (options.background) return undefined;
    throw new EngineError(
      'Another engine was started for this state directory at the same time.',
      'Run the command again to take over.',
    );
  } finally {
    clearInterval(watch);
    clearTimeout(slow);
  }
}

function asEngineError(error: unknown): unknown {
  return error instanceof StepError ? new EngineError(error.message, error.next, error) : error;
}
