import { mkdir } from 'node:fs/promises';
import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { withLock } from '../process/lock.js';
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
  return withLock(path, { wait: patience[ctx.mode], signal: ctx.signal }, work);
}
