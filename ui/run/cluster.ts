import type { Json, RunView, StepView } from '../api/types';
import { partsOf } from '../parts/words';

/** Machines and what is on each, put together from the parts of the steps. */
export interface ClusterTable {
  machines: Machine[];
  /** Steps that say something of machines, in order. */
  steps: string[];
  units: string[];
}

export interface Machine {
  name: string;
  address?: string;
  /** Step → what it says of this machine. */
  says: { [step: string]: string };
  /** Unit → its state here. */
  units: { [unit: string]: string };
}

const aboutMachines = /^(vagrant\.|fleet\.machines|etcd\.)/;
const aboutUnits = /^fleet\.(submit|start|running)/;

export function hasCluster(run: RunView): boolean {
  return run.steps.some((step) => aboutMachines.test(step.type) && partsOf(step).length > 0);
}

export function clusterOf(run: RunView): ClusterTable {
  const machines = new Map<string, Machine>();
  const byAddress = new Map<string, string>();
  for (const [name, address] of run.steps.flatMap(namedAddresses)) byAddress.set(address, name);
  const machine = (part: string): Machine => {
    const host = part.replace(/^https?:\/\//, '').replace(/[:/].*$/, '');
    const name = machines.has(part) ? part : (byAddress.get(host) ?? part);
    const known = machines.get(name) ?? { name, says: {}, units: {} };
    machines.set(name, known);
    return known;
  };

  const steps: string[] = [];
  for (const step of run.steps.filter(({ type }) => aboutMachines.test(type))) {
    const parts = partsOf(step);
    if (parts.length > 0) steps.push(step.id);
    for (const [part, state] of parts) machine(part).says[step.id] = state;
  }
  for (const [address, name] of byAddress) machine(name).address = address;

  const units = new Set<string>();
  const places = new Map(run.steps.flatMap(placedUnits));
  for (const step of run.steps.filter(({ type }) => aboutUnits.test(type))) {
    for (const [unit, state] of partsOf(step)) {
      units.add(unit);
      const at = places.get(unit);
      machine(at === undefined ? 'on no machine' : at).units[unit] = state;
    }
  }
  return { machines: [...machines.values()], steps, units: [...units] };
}

type Item = { [name: string]: Json };

function items(step: StepView, output: string): Item[] {
  const list = step.outputs?.[output];
  if (!Array.isArray(list)) return [];
  return list.filter(
    (item): item is Item => typeof item === 'object' && item !== null && !Array.isArray(item),
  );
}

function namedAddresses(step: StepView): [string, string][] {
  return items(step, 'machines').flatMap((item): [string, string][] => {
    const address = item.address ?? item.ip ?? item.host;
    return typeof item.name === 'string' && typeof address === 'string'
      ? [[item.name, address]]
      : [];
  });
}

function placedUnits(step: StepView): [string, string][] {
  return items(step, 'units').flatMap(({ name, ip }): [string, string][] =>
    typeof name === 'string' && typeof ip === 'string' ? [[name, ip]] : [],
  );
}
