import type { Parts } from '../../contract/task.js';
import type { Check } from '../contract/define-step.js';
import type { RunningOutputs } from './schemas.js';
import { type Incarnation, incarnationKey } from './systemd.js';
import type { UnitState } from './tables.js';
import { words } from './unit-status.js';

export type Incarnations = ReadonlyMap<string, Incarnation>;

/** A service runs; a socket, timer or mount is active. */
export function unitRuns(state: UnitState): boolean {
  if (state.load !== 'loaded' || state.active !== 'active' || state.machine.ip === '') return false;
  return state.sub === 'running' || !state.name.endsWith('.service');
}

/**
 * Whether fleet shows every unit as running, and with `spread` each on another machine.
 * `absent` says for units without a state why they have none.
 */
export function judgeRunning(
  names: readonly string[],
  states: readonly UnitState[],
  spread: boolean,
  absent: Parts = {},
): Check<RunningOutputs> {
  const parts: Parts = {};
  const complaints: string[] = [];
  for (const name of names) {
    const mine = states.filter((state) => state.name === name);
    const bad = mine.filter((state) => !unitRuns(state));
    const says = (state: UnitState) =>
      state.load === 'loaded' ? words(state) : `${state.load}, ${words(state)}`;
    parts[name] = mine.length === 0 ? (absent[name] ?? 'not started') : mine.map(says).join(', ');
    if (mine.length === 0) complaints.push(`${name} is ${parts[name]}`);
    else if (bad.length > 0) complaints.push(`${name} is ${bad.map(says).join(', ')}`);
  }
  if (spread && complaints.length === 0) complaints.push(...shared(names, states));
  if (complaints.length > 0) return { holds: false, why: complaints.join('; '), parts };
  const units = names.flatMap((name) =>
    states
      .filter((state) => state.name === name)
      .map(({ machine, load, active, sub }) => ({
        name,
        machine: machine.id,
        ip: machine.ip,
        load,
        active,
        sub,
      })),
  );
  return { holds: true, outputs: { units, addresses: addressesOf(units) }, parts };
}

/** Machines that run more than one of the units. */
function shared(names: readonly string[], states: readonly UnitState[]): string[] {
  const machines = new Map<string, UnitState[]>();
  for (const state of states.filter((each) => names.includes(each.name)))
    machines.set(state.machine.id, [...(machines.get(state.machine.id) ?? []), state]);
  return [...machines.values()]
    .filter((together) => together.length > 1)
    .map(
      (together) =>
        `${together.map((state) => state.name).join(' and ')} share ${together[0]?.machine.ip}, and each should have a machine of its own (X-Conflicts)`,
    );
}

/**
 * What contradicts fleet's "running": systemd on the machine says otherwise, or the unit was started
 * again since the look before. Undefined if nothing does.
 */
export function restarted(
  states: readonly UnitState[],
  now: Incarnations,
  before: Incarnations | undefined,
): string | undefined {
  const complaints = states.flatMap((state) => {
    const key = incarnationKey(state.name, state.machine.id);
    const seen = now.get(key);
    if (!seen) return [];
    if (seen.active !== 'active')
      return [`fleet says ${state.name} runs, but systemd says ${seen.active} (${seen.sub})`];
    const last = before?.get(key);
    if (before && !last && moved(state, before))
      return [`${state.name} moved to ${state.machine.ip}`];
    return last && last.id !== seen.id
      ? [`${state.name} was started again between two looks: it does not keep running`]
      : [];
  });
  return complaints.length > 0 ? complaints.join('; ') : undefined;
}

const moved = (state: UnitState, before: Incarnations): boolean =>
  [...before.keys()].some((key) => key.startsWith(`${state.name} `));

/** Each address once, 172.17.8.2 before 172.17.8.101. */
function addressesOf(units: { ip: string }[]): string[] {
  const addresses = new Set(units.map(({ ip }) => ip));
  return [...addresses].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
