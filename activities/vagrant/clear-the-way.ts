import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { meaningOf, takenName, unmadeName } from '../tools/vagrant/failures.js';
import {
  containerState,
  destroyContainer,
  type Owner,
  ownerOf,
  removeStub,
} from '../tools/vagrant/lxc.js';
import type { UnfinishedNote } from '../tools/vagrant/unfinished.js';
import { vagrant } from '../tools/vagrant/vagrant-command.js';
import type { MachineLook } from './look.js';
import type { UpInput } from './schemas.js';

/**
 * Remove what an earlier `up` of this folder left half made, where that is why Vagrant failed. Such
 * a machine never came to its provisioners, so it holds nothing and is no member of a cluster.
 *
 * @returns whether it is worth another try
 * @throws StepError `machine.foreign` where the name is somebody else's
 */
export async function clearTheWay(
  ctx: StepContext,
  input: UpInput,
  machine: MachineLook,
  text: string,
  note: UnfinishedNote | undefined,
): Promise<boolean> {
  const { code } = meaningOf(text);
  const taken = takenName(text);
  if (code === 'machine.foreign' && taken !== undefined) {
    return clearContainer(ctx, input, machine, taken, note);
  }
  const unmade = unmadeName(text);
  if (unmade !== undefined && note?.creates && (await removeStub(ctx, unmade, note.began))) {
    ctx.log(`${unmade} was only begun by an earlier attempt: it is made again.`);
    return true;
  }
  // It existed before this attempt, was never finished, and cannot be started: made again.
  const broken = machine.unfinished?.creates && machine.state !== 'not_created';
  if (!broken || code !== 'vagrant.failed') return false;
  ctx.log(`${machine.name} was left half made and does not start: it is made again.`);
  const destroyed = await vagrant(ctx, input, ['destroy', '-f', machine.name], { log: true });
  return destroyed.exitCode === 0;
}

/** A container has the machine's name already: ours, half made, or another's. */
async function clearContainer(
  ctx: StepContext,
  input: UpInput,
  { name, provider }: MachineLook,
  container: string,
  note: UnfinishedNote | undefined,
): Promise<boolean> {
  if (provider !== 'lxc') return false;
  if ((await containerState(ctx, container)) === undefined && !note?.creates) return false;
  const owner = await ownerOf(ctx, input, container, note);
  if (owner.kind === 'half-made') {
    ctx.log(`${container} was left half made by an earlier attempt: it is made again.`);
    return destroyContainer(ctx, container);
  }
  const { whose, down } = wordsOf(owner, name, container);
  throw new StepError('machine.foreign', {
    message: `${name} cannot be made in ${input.directory}: the container ${container} exists and ${whose}.`,
    next: `Either ${down}, or give the machines of this folder another name prefix; then resume.`,
    parts: { [name]: 'the name is taken' },
  });
}

/** Whose a container is, and how it is removed. */
export function wordsOf(
  owner: Exclude<Owner, { kind: 'half-made' }>,
  name: string,
  container: string,
): { whose: string; down: string } {
  const remove = `remove it (\`lxc-destroy -f -n ${container}\`)`;
  switch (owner.kind) {
    case 'folder':
      return {
        whose: `belongs to the Vagrant folder ${owner.folder}`,
        down: `take it down there (\`vagrant destroy ${name}\` in ${owner.folder})`,
      };
    case 'lost-folder':
      return {
        whose: `is left of the Vagrant folder ${owner.folder}, which is not there any more`,
        down: `${remove} and have Vagrant forget that folder (\`vagrant global-status --prune\`)`,
      };
    case 'other':
      return { whose: 'belongs to nobody that Vagrant knows of here', down: remove };
  }
}
