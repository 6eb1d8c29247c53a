import type { Parts } from '../../contract/task.js';
import type { StepContext } from '../contract/context.js';
import { errorsByMachine, meaningOf } from '../tools/vagrant/failures.js';
import { lxcStartLog } from '../tools/vagrant/lxc-start-log.js';
import { errorExit, liveState, type VagrantMessage } from '../tools/vagrant/machine-readable.js';
import type { Notes } from '../tools/vagrant/unfinished.js';
import {
  type Folder,
  type VagrantResult,
  vagrant,
  vagrantError,
} from '../tools/vagrant/vagrant-command.js';

/** Runs the Vagrant commands of one `apply`; keeps the live parts and the notes. */
export interface UpRunner {
  /** Run a command for these machines; which failed, and with what text. Throws for none in particular. */
  run(args: readonly string[], machines: readonly string[]): Promise<Map<string, string>>;
  readonly parts: Parts;
}

export function upRunner(ctx: StepContext, folder: Folder, notes: Notes, parts: Parts): UpRunner {
  const lxcLog = lxcStartLog(ctx);
  const logging = { ...folder, env: { ...lxcLog.env, ...folder.env } };
  const ending: Promise<void>[] = [];
  const onMessage = (message: VagrantMessage): void => {
    const { target, type, data } = message;
    const state = liveState(message);
    if (target === '' || state === undefined) return;
    if (state === 'provisioning' && parts[target] !== state) notes.booted(target);
    const over =
      type === 'action' && data[1] === 'end' && ['up', 'provision'].includes(data[0] ?? '');
    if (over) ending.push(notes.end(target));
    if (parts[target] === state) return;
    parts[target] = state;
    ctx.progress({ ...parts });
  };
  return {
    parts,
    run: async (args, machines) => {
      if (machines.length === 0) return new Map();
      const command = [...args, ...machines];
      await lxcLog.clear();
      const result = await vagrant(ctx, logging, command, { log: true, onMessage });
      await Promise.all(ending.splice(0));
      if (result.exitCode === 0) return new Map();
      const failures = failuresByMachine(result, machines);
      if (failures.size === 0) throw vagrantError(`vagrant ${args[0]}`, folder, result, parts);
      for (const [name, reason] of await lxcLog.reasons([...failures.keys()])) {
        ctx.log(`${name}: lxc-start: ${reason}`);
        failures.set(name, `LXC could not start the container: ${reason}`);
      }
      return failures;
    },
  };
}

/**
 * Which machines failed. Several at a time are named in the error; one alone is the one that began
 * and did not end. None: the command failed as a whole.
 */
function failuresByMachine(
  { messages }: VagrantResult,
  machines: readonly string[],
): Map<string, string> {
  const exit = errorExit(messages);
  if (!exit) return new Map();
  const several = errorsByMachine(exit.text);
  if (several.size > 0) return several;
  const whole = ['vagrant.vagrantfile', 'vagrant.provider'];
  if (whole.includes(meaningOf(exit.text, exit.class).code)) return new Map();
  const actions = messages.filter(({ type, data }) => type === 'action' && data[0] === 'up');
  const open = machines.filter((name) => {
    const own = actions.filter(({ target }) => target === name);
    return own.length > 0 && own.at(-1)?.data[1] !== 'end';
  });
  const name = open.length === 1 ? open[0] : undefined;
  return new Map(name === undefined ? [] : [[name, exit.text]]);
}
