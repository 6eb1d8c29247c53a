import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../../contract/context.js';
import { containerExists } from './lxc.js';
import { type MachineStatus, statuses } from './machine-readable.js';
import { type Folder, vagrant, vagrantError } from './vagrant-command.js';

/** Ask Vagrant for the state of every machine of the folder. */
export async function vagrantStatus(ctx: StepContext, folder: Folder): Promise<MachineStatus[]> {
  const result = await vagrant(ctx, folder, ['status']);
  if (result.exitCode !== 0) throw vagrantError('vagrant status', folder, result);
  return statuses(result.messages);
}

/** A machine that Vagrant's own folder knows to be created, whatever the Vagrantfile says now. */
export interface KnownMachine {
  name: string;
  provider: string;
  /** The provider's name for it. */
  id: string;
}

/** Where Vagrant keeps what it knows of the folder's machines. */
export function dotVagrant(folder: Folder, env: Readonly<Record<string, string>>): string {
  return join(
    folder.directory,
    folder.env?.VAGRANT_DOTFILE_PATH ?? env.VAGRANT_DOTFILE_PATH ?? '.vagrant',
  );
}

/**
 * Machines with an id: a machine has one from its creation to its destruction, with every
 * provider. Without any there is no machine, which saves the second that asking Vagrant takes;
 * with one, only Vagrant can tell whether the machine is still there.
 */
export async function knownMachines(
  folder: Folder,
  env: Readonly<Record<string, string>>,
): Promise<KnownMachine[]> {
  const root = join(dotVagrant(folder, env), 'machines');
  const found: KnownMachine[] = [];
  for (const name of await entries(root)) {
    for (const provider of await entries(join(root, name))) {
      const id = await readFile(join(root, name, provider, 'id'), 'utf8').catch(orMissing(''));
      if (id.trim() !== '') found.push({ name, provider, id: id.trim() });
    }
  }
  return found;
}

/** Names of the machines that exist, in any state, asked as cheaply as is safe. */
export async function existingMachines(ctx: StepContext, folder: Folder): Promise<string[]> {
  const known = await knownMachines(folder, ctx.env);
  const there = await Promise.all(known.map((machine) => isThere(ctx, machine)));
  const sure = known.filter((_, i) => there[i] !== undefined);
  if (sure.length < known.length) return existingByVagrant(ctx, folder, known);
  return namesOf(known.filter((_, i) => there[i]));
}

/** LXC tells of its own containers at once; undefined: only Vagrant can tell, in more than a second. */
async function isThere(ctx: StepContext, machine: KnownMachine): Promise<boolean | undefined> {
  return machine.provider === 'lxc' ? containerExists(ctx, machine.id) : undefined;
}

async function existingByVagrant(
  ctx: StepContext,
  folder: Folder,
  known: readonly KnownMachine[],
): Promise<string[]> {
  const asked = new Map((await vagrantStatus(ctx, folder)).map((each) => [each.name, each.state]));
  // One that the Vagrantfile no longer defines cannot be asked for: taken to exist.
  return namesOf(known.filter(({ name }) => asked.get(name) !== 'not_created'));
}

const namesOf = (machines: readonly KnownMachine[]): string[] => [
  ...new Set(machines.map(({ name }) => name)),
];

async function entries(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(orMissing<string[]>([]))).toSorted();
}

function orMissing<T>(otherwise: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return otherwise;
    throw error;
  };
}
