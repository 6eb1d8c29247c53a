import type { Parts } from '../../contract/task.js';
import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { meaningOf } from '../tools/vagrant/failures.js';
import { containerState } from '../tools/vagrant/lxc.js';
import { errorExit, type MachineStatus } from '../tools/vagrant/machine-readable.js';
import {
  dotVagrant,
  type KnownMachine,
  knownMachines,
  vagrantStatus,
} from '../tools/vagrant/status.js';
import { type UnfinishedNote, unfinishedNotes } from '../tools/vagrant/unfinished.js';
import { type Folder, vagrant, vagrantError } from '../tools/vagrant/vagrant-command.js';
import { type SshAddress, sshAddresses } from './ssh-config.js';
import { trySsh } from './try-ssh.js';

/** What is to be checked. */
export interface Looked extends Folder {
  machines?: readonly string[] | undefined;
  provisioned?: string | undefined;
}

/** What was seen of a machine. */
export interface MachineLook extends MachineStatus {
  /** Where ssh reaches it; absent unless it runs. */
  address?: SshAddress;
  /** Whether ssh got in. */
  answers: boolean;
  /** Whether its provisioners' file is there; true where none is asked for. */
  provisioned: boolean;
  /** Its provisioners' file was asked for, and is there. */
  hasFile: boolean;
  /** Its last `vagrant up` did not come to its end. */
  unfinished?: UnfinishedNote;
}

/** Look at every machine of the folder, or at those that are named. */
export async function lookAtMachines(ctx: StepContext, looked: Looked): Promise<MachineLook[]> {
  const [seen, notes] = await Promise.all([
    machineStates(ctx, looked),
    unfinishedNotes(dotVagrant(looked, ctx.env)).all(),
  ]);
  const wanted = choose(seen, looked);
  return Promise.all(
    wanted.map(async ({ status, address }) => {
      const test = looked.provisioned;
      const answer = address ? await trySsh(ctx, address, test) : undefined;
      const note = notes.get(status.name);
      return {
        ...status,
        ...(address ? { address } : {}),
        answers: answer !== undefined && answer !== 'silent',
        provisioned: answer === 'there',
        hasFile: test !== undefined && answer === 'there',
        ...(note ? { unfinished: note } : {}),
      };
    }),
  );
}

interface Seen {
  status: MachineStatus;
  address?: SshAddress;
}

/**
 * `ssh-config` alone tells that every machine runs and where it is; each Vagrant command takes more
 * than a second, and two at a time fail on each other's lock. Only where a machine does not run it
 * fails, and `status` is asked as well: instead, where LXC says so beforehand.
 */
async function machineStates(ctx: StepContext, looked: Looked): Promise<Seen[]> {
  const known = await knownMachines(looked, ctx.env);
  if (known.length === 0) {
    return (await vagrantStatus(ctx, looked)).map((status) => ({ status }));
  }
  const whole = (await isOneDown(ctx, known)) ? undefined : await fromSshConfig(ctx, looked);
  if (whole) return whole;
  const status = await vagrantStatus(ctx, looked);
  const running = choose(
    status.map((each) => ({ status: each })),
    looked,
  )
    .map(({ status: each }) => each)
    .filter(({ state }) => state === 'running')
    .map(({ name }) => name);
  const addresses = await addressesOf(ctx, looked, running);
  return status.map((each) => {
    const address = addresses.get(each.name);
    return { status: each, ...(address ? { address } : {}) };
  });
}

/** Whether LXC, which answers at once, says of one of its machines that it does not run. */
async function isOneDown(ctx: StepContext, known: readonly KnownMachine[]): Promise<boolean> {
  const own = known.filter(({ provider }) => provider === 'lxc');
  const states = await Promise.all(own.map(({ id }) => containerState(ctx, id)));
  return states.some((state) => state !== 'RUNNING');
}

/** All machines, where all of them run; undefined: `status` tells more. */
async function fromSshConfig(ctx: StepContext, looked: Looked): Promise<Seen[] | undefined> {
  const names = looked.machines ?? [];
  const config = await vagrant(ctx, looked, ['ssh-config', ...names]);
  if (config.exitCode === 0) {
    const addresses = new Map(sshAddresses(config.messages).map((each) => [each.name, each]));
    const providers = new Map(
      config.messages
        .filter(({ type, data }) => type === 'metadata' && data[0] === 'provider')
        .map(({ target, data }) => [target, data[1] ?? '']),
    );
    const all = looked.machines ?? [...providers.keys()];
    if (all.length > 0 && all.every((name) => addresses.has(name))) {
      return all.flatMap((name) => {
        const address = addresses.get(name);
        if (!address) return [];
        return [
          { status: { name, state: 'running', provider: providers.get(name) ?? '' }, address },
        ];
      });
    }
  } else {
    const exit = errorExit(config.messages);
    const { code } = meaningOf(exit?.text ?? config.stderr, exit?.class);
    // Not ready for ssh, or some other thing that its state tells better.
    const told = ['vagrant.boot', 'vagrant.failed', 'machine.stuck'].includes(code) && exit;
    if (!told) throw vagrantError('vagrant ssh-config', looked, config);
  }
  return undefined;
}

async function addressesOf(
  ctx: StepContext,
  looked: Looked,
  names: readonly string[],
): Promise<Map<string, SshAddress>> {
  if (names.length === 0) return new Map();
  const { messages } = await vagrant(ctx, looked, ['ssh-config', ...names]);
  // A machine that stopped since then ends the command early: it counts as one that does not answer.
  return new Map(sshAddresses(messages).map((each) => [each.name, each]));
}

function choose(seen: readonly Seen[], { machines, directory }: Looked): Seen[] {
  if (!machines) return [...seen];
  return machines.map((name) => {
    const found = seen.find(({ status }) => status.name === name);
    if (found) return found;
    throw new StepError('input.invalid', {
      message: `The Vagrantfile in ${directory} defines no machine ${name}; it defines ${seen.map(({ status }) => status.name).join(', ') || 'none'}.`,
      next: 'Correct `machines`, or the Vagrantfile.',
    });
  });
}

/** The state of a machine in a few words. */
export function partOf(machine: MachineLook): string {
  if (machine.state !== 'running') return machine.state.replaceAll('_', ' ');
  if (!machine.answers) return 'running, but ssh does not answer';
  if (!machine.provisioned) return 'running, but not provisioned';
  return machine.unfinished ? 'running, but its provisioning was cut short' : 'running';
}

export function partsOf(machines: readonly MachineLook[]): Parts {
  return Object.fromEntries(machines.map((machine) => [machine.name, partOf(machine)]));
}

/** Whether a machine is as it shall be. */
export function holds(machine: MachineLook): boolean {
  return partOf(machine) === 'running';
}
