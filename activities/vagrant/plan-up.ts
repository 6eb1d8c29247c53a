import type { MachineLook } from './look.js';

/** States from which `vagrant up` starts a machine, with any provider. */
const startable = new Set([
  'poweroff',
  'aborted',
  'saved',
  'paused',
  'suspended',
  'stopped',
  'shutoff',
]);

/** States that pass by themselves. */
const passing = new Set([
  'starting',
  'stopping',
  'saving',
  'restoring',
  'aborting',
  'freezing',
  'thawed',
]);

/**
 * What a machine needs that is not as it shall be.
 * - `create`, `start`: `vagrant up`
 * - `start-provision`: `vagrant up --provision`; Vagrant noted "provisioned" before it was
 * - `provision`: `vagrant provision`; with lxc, `up --provision` does nothing to one that runs
 * - `restart`: its network may not be configured, so it starts again, then as `start-provision`
 * - `silent`: it runs, but ssh does not get in: wait a while, then restart it
 * - `wait`: its state passes by itself
 * - `stuck`: only a person can mend it
 */
export type Need =
  | 'create'
  | 'start'
  | 'start-provision'
  | 'provision'
  | 'restart'
  | 'silent'
  | 'wait'
  | 'stuck';

/** What a machine needs; undefined where it is as it shall be. */
export function needOf(machine: MachineLook): Need | undefined {
  const { state, answers, provisioned, unfinished } = machine;
  if (state === 'not_created') return 'create';
  if (state === 'running') {
    if (!answers) return 'silent';
    if (unfinished && !unfinished.booted && !hasCome(machine)) return 'restart';
    return provisioned && !unfinished ? undefined : 'provision';
  }
  if (startable.has(state)) return unfinished ? 'start-provision' : 'start';
  // `inaccessible`, `stuck`, `gurumeditation`, `frozen`, and what no provider is known to say:
  // nothing is done to a machine in a state that we do not understand.
  return passing.has(state) ? 'wait' : 'stuck';
}

/**
 * Whether one that was made by the `up` that was cut short has come as far as its provisioners, though
 * nobody was there to note it. An etcd that waits there for its peers must not be restarted: it is
 * registered with its token, and has no data yet.
 */
function hasCome({ unfinished, hasFile }: MachineLook): boolean {
  return unfinished?.creates === true && hasFile;
}

/** Names of the machines by what they need. */
export function planUp(machines: readonly MachineLook[]): Record<Need, string[]> {
  const plan: Record<Need, string[]> = {
    create: [],
    start: [],
    'start-provision': [],
    provision: [],
    restart: [],
    silent: [],
    wait: [],
    stuck: [],
  };
  for (const machine of machines) {
    const need = needOf(machine);
    if (need) plan[need].push(machine.name);
  }
  return plan;
}
