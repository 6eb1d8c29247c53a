import { mkdir } from 'node:fs/promises';
import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { withLock } from '../process/lock.js';
import { dotVagrant } from './status.js';
import type { Folder } from './vagrant-command.js';

/** How long a look waits for a run that works in the folder, and how long that run would itself. */
const patience = { look: 30_000, work: 3_600_000 };

/**
 * One Vagrant at a time in a folder. Two fail on each other's locks at once (MachineLocked), even
 * two that only look, and a look can so break an `up` that runs.
 */
export async function aloneIn<T>(
  ctx: StepContext,
  folder: Folder,
  what: keyof typeof patience,
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
  const wait = ctx.mode === 'look' ? patience.look : patience[what];
  return withLock(path, { wait, signal: ctx.signal }, work);
}
