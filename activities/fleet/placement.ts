import { matchGlob } from './glob.js';
import { requirementsOf } from './requirements.js';
import type { Machine } from './tables.js';
import type { Unit } from './warnings.js';

/** A unit with the machine that it is scheduled to. */
export interface Placed extends Unit {
  machine: string;
}

/**
 * Why no machine may run the unit: for each machine the first rule against it, by the rules of
 * fleet's agent (`AgentState.AbleToRun`). Empty if some machine may.
 */
export function placementObstacles(
  unit: Unit,
  machines: readonly Machine[],
  placed: readonly Placed[],
): string[] {
  const obstacles = machines.map((machine) => {
    const there = placed.filter(
      (other) => other.machine === machine.id && other.name !== unit.name,
    );
    const why = obstacle(unit, machine, there);
    return why === undefined ? undefined : `${machine.ip}: ${why}`;
  });
  return obstacles.every((why) => why !== undefined) ? obstacles : [];
}

function obstacle(unit: Unit, machine: Machine, there: readonly Unit[]): string | undefined {
  const wants = requirementsOf(unit.name, unit.options);
  if (wants.machineId !== undefined && !machine.id.startsWith(wants.machineId))
    return `is not the machine ${wants.machineId} that it asks for`;
  for (const [key, values] of wants.metadata)
    if (!values.has(machine.metadata[key] ?? ''))
      return `has no metadata ${[...values].map((value) => `${key}=${value}`).join(' or ')}`;
  const missing = wants.peers.find((peer) => !there.some((other) => other.name === peer));
  if (missing !== undefined) return `does not run ${missing}, which it wants beside it (MachineOf)`;
  for (const other of there) {
    const mine = wants.conflicts.find((glob) => matchGlob(glob, other.name));
    if (mine !== undefined) return `runs ${other.name}, which its X-Conflicts=${mine} excludes`;
    const theirs = requirementsOf(other.name, other.options).conflicts.find((glob) =>
      matchGlob(glob, unit.name),
    );
    if (theirs !== undefined) return `runs ${other.name}, whose X-Conflicts=${theirs} excludes it`;
  }
  return undefined;
}
