import type { UnitFile, UnitState } from './tables.js';
import { parseUnitName } from './unit-name.js';

/** How far a unit has come. */
type Stage =
  /** fleet has no unit of that name, nor a template to make it from. */
  | 'unknown'
  /** Known, and nobody has asked fleet to start it. */
  | 'stopped'
  /** To be started, but on no machine yet: a moment later, or never (X-Conflicts). */
  | 'unplaced'
  /** On its way to be started, or to be stopped. */
  | 'underway'
  /** Started, and ended by itself. `fleetctl start` would skip it. */
  | 'ended'
  /** Started, and failed. `fleetctl start` would skip it and exit 0. */
  | 'failed'
  /** Started. */
  | 'started';

export interface UnitStatus {
  name: string;
  stage: Stage;
  /** In a word or two, for a person. */
  says: string;
  /** Where it is or was: one machine, or for a global unit several. */
  states: UnitState[];
}

/** What both tables of fleet together say of a unit. */
export function unitStatus(
  name: string,
  files: readonly UnitFile[],
  states: readonly UnitState[],
): UnitStatus {
  const file = files.find((each) => each.name === name);
  const mine = states.filter((state) => state.name === name);
  const status = (stage: Stage, says: string, at = mine): UnitStatus => ({
    name,
    stage,
    says,
    states: at,
  });
  if (!file) {
    const { template } = parseUnitName(name);
    return files.some((each) => each.name === template)
      ? status('stopped', 'not started')
      : status('unknown', 'not submitted');
  }
  if (file.desired !== 'launched') {
    const busy = mine.find((state) => isBusy(state));
    return busy ? status('underway', words(busy)) : status('stopped', 'not started');
  }
  if (!file.global && !file.target) return status('unplaced', 'not scheduled');
  const there = file.global ? mine : mine.filter((state) => state.machine.id === file.target?.id);
  const [first] = there;
  if (!first || (!file.global && file.state !== 'launched'))
    return status('underway', 'being started', there);
  const worst =
    there.find((state) => state.active === 'failed') ??
    there.find((state) => state.active === 'inactive') ??
    there.find((state) => state.active === 'deactivating') ??
    first;
  const stage = { failed: 'failed', inactive: 'ended', deactivating: 'underway' } as const;
  return status(stage[worst.active as keyof typeof stage] ?? 'started', words(worst), there);
}

/** Not at rest: it runs, or is about to. A machine whose unit stops still shows it. */
export function isBusy(state: UnitState): boolean {
  return state.active !== 'inactive' && state.active !== 'failed';
}

/** `active (running) on 172.17.8.101` */
export function words(state: UnitState): string {
  return `${state.active} (${state.sub}) on ${state.machine.ip || state.machine.id}`;
}
