import { mkdir } from 'node:fs/promises';
import type { StepContext } from '../../contract/context.js';
import { StepError } from '../../contract/step-error.js';
import { withLock } from '../../process/lock.js';
import { dotVagrant } from './status.js';
import type { Folder } from './vagrant-command.js';

/** How long to wait for a run that works in the folder, in ms: a plan must not, another run may. */
const patience = { look: 30_000, up: 3_600_000, undo: 3_600_000 };

/**
 * One Vagrant at a time in a folder. Two fail on each other's locks at once (MachineLocked), even
 * two that only look, and a look can so break an `up` that runs.
 */
export async function aloneIn<T>(
  ctx: StepContext,
  folder: Folder,
  work: () => Promise<T>,
): Promise<T> {
  const path = dotVagrant(folder, ctx.env);
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT';
    throw new StepError(missing ? 'file.missing' : 'file.unwritable', {
      message: `Vagrant needs the folder ${path}, which cannot be made: ${error.message}.`,
      next: 'Correct `directory`, or make the folder writable.',
    });
  });
  if (ctx.mode === 'look') return lookInTurn(path, ctx.signal, work);
  return withLock(path, { wait: patience[ctx.mode], signal: ctx.signal }, work);
}

interface Queue {
  /** Settles when the last look in it has ended. */
  last: Promise<void>;
  /** When one of its looks last ended well, on `performance.now()`'s clock. */
  movedAt: number;
}

const queues = new Map<string, Queue>();

/**
 * Looks of this worker wait for one another as long as the queue moves: on a busy computer a few of them
 * take longer than a look waits for somebody who works in the folder.
 */
export async function lookInTurn<T>(
  path: string,
  signal: AbortSignal,
  work: () => Promise<T>,
  longest = patience.look,
): Promise<T> {
  const queue = queues.get(path) ?? { last: Promise.resolve(), movedAt: 0 };
  queues.set(path, queue);
  const askedAt = performance.now();
  const before = queue.last;
  let end = () => {};
  const own = new Promise<void>((resolve) => {
    end = resolve;
  });
  queue.last = own;
  try {
    await abortable(before, signal);
    const waited = performance.now() - Math.max(askedAt, queue.movedAt);
    const wait = Math.max(1, longest - waited);
    const result = await withLock(path, { wait, signal }, work);
    queue.movedAt = performance.now();
    return result;
  } finally {
    // Who gives up leaves the queue as it is: the next one waits for those before.
    void before.then(() => {
      end();
      if (queue.last === own) queues.delete(path);
    });
  }
}

async function abortable(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
