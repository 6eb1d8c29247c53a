import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { containerState, destroyContainer, killContainer, ownerOf } from '../tools/vagrant/lxc.js';
import {
  dotVagrant,
  type KnownMachine,
  knownMachines,
  vagrantStatus,
} from '../tools/vagrant/status.js';
import { type Notes, unfinishedNotes } from '../tools/vagrant/unfinished.js';
import { vagrant, vagrantError } from '../tools/vagrant/vagrant-command.js';
import type { UpInput } from './schemas.js';

/** Destroy every machine of the folder, or those that are named. False where there is none. */
export async function takeDown(ctx: StepContext, input: UpInput): Promise<boolean> {
  const notes = unfinishedNotes(dotVagrant(input, ctx.env));
  const known = await knownHere(ctx, input);
  if (known.length === 0) return removeHalfMade(ctx, input, notes);

  const defined = await vagrantStatus(ctx, input);
  const parts = Object.fromEntries(defined.map(({ name, state }) => [name, state]));
  ctx.progress(parts);
  // Looking made Vagrant forget those that somebody removed.
  const there = await knownHere(ctx, input);
  if (there.length === 0) return removeHalfMade(ctx, input, notes);

  // Units have been stopped by the steps that started them; what still runs would only delay.
  await Promise.all(
    there.map(async ({ provider, id }) => {
      if (provider !== 'lxc' || (await containerState(ctx, id)) === 'STOPPED') return;
      await killContainer(ctx, id);
    }),
  );
  const args = ['destroy', '-f', '--parallel', ...(input.machines ?? [])];
  const result = await vagrant(ctx, input, args, { log: true });
  if (result.exitCode !== 0) throw vagrantError('vagrant destroy', input, result, parts);
  await removeUndefined(ctx, input);
  await removeHalfMade(ctx, input, notes);
  return true;
}

async function knownHere(ctx: StepContext, input: UpInput): Promise<KnownMachine[]> {
  const known = await knownMachines(input, ctx.env);
  return known.filter(({ name }) => input.machines?.includes(name) ?? true);
}

/** Machines that the Vagrantfile no longer defines, which Vagrant itself cannot name any more. */
async function removeUndefined(ctx: StepContext, input: UpInput): Promise<void> {
  for (const { name, provider, id } of await knownHere(ctx, input)) {
    if (provider !== 'lxc' || !(await destroyContainer(ctx, id))) {
      throw new StepError('vagrant.failed', {
        message: `${name} (${provider} ${id}) of ${input.directory} is still there, and the Vagrantfile no longer defines it.`,
        next: `Remove it with the tools of ${provider}, then the folder ${join(dotVagrant(input, ctx.env), 'machines', name)}.`,
      });
    }
    ctx.log(`${name}: no longer in the Vagrantfile; its container ${id} is destroyed.`);
    await rm(join(dotVagrant(input, ctx.env), 'machines', name), { recursive: true, force: true });
  }
}

/** What an `up` that was killed left behind, and its notes. True if there was a container. */
async function removeHalfMade(ctx: StepContext, input: UpInput, notes: Notes): Promise<boolean> {
  let removed = false;
  for (const [name, note] of await notes.all()) {
    if (input.machines && !input.machines.includes(name)) continue;
    if (note.creates && (await ownerOf(ctx, input, name, note)).kind === 'half-made') {
      removed = (await destroyContainer(ctx, name)) || removed;
    }
    await notes.end(name);
  }
  return removed;
}
