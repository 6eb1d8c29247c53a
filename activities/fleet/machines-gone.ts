import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { aloneIn } from '../tools/vagrant/folder-lock.js';
import { existingMachines, knownMachines } from '../tools/vagrant/status.js';

/**
 * An undo in a cluster whose machines may have been taken down before: with them went their units. That
 * none answers says nothing, as they may be halted or behind a network that is down; Vagrant knows.
 *
 * @param vagrant Folder of the Vagrantfile whose machines they are; undefined: nobody knows
 */
export async function unlessMachinesAreGone(
  ctx: StepContext,
  vagrant: string | undefined,
  undo: () => Promise<boolean>,
): Promise<boolean> {
  if (vagrant === undefined) return undo();
  const folder = { directory: vagrant };
  const gone = () => {
    ctx.log(`No machine of ${vagrant} exists: its units went with it.`);
    return false;
  };
  // Without any that Vagrant has ever noted there is nobody to wait for.
  if ((await knownMachines(folder, ctx.env)).length === 0) return gone();
  try {
    return await undo();
  } catch (error) {
    const isSilent = error instanceof StepError && error.code === 'fleet.unreachable';
    if (!isSilent || ctx.signal.aborted) throw error;
    const left = await aloneIn(ctx, folder, () => existingMachines(ctx, folder));
    if (left.length > 0) throw error;
    return gone();
  }
}
