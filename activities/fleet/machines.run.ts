import type { Parts } from '../../contract/task.js';
import type { Check, StepRun } from '../contract/define-step.js';
import { listMachines } from './cluster.js';
import { fleetctlFor } from './fleetctl.js';
import type { MachinesInput, MachinesOutputs } from './schemas.js';
import type { Machine } from './tables.js';

/** Whether the machines are the ones that are expected, and what is odd about them. */
export function judgeMachines(
  machines: readonly Machine[],
  expect: number,
): Check<MachinesOutputs> {
  const odd = oddities(machines);
  const parts: Parts = Object.fromEntries(
    machines.map((machine) => [machine.ip || machine.id, odd.get(machine) ?? 'listed']),
  );
  const complaints = [...odd].map(([machine, why]) => `${machine.ip || machine.id} is ${why}`);
  if (machines.length < expect)
    complaints.unshift(
      `fleet lists ${machines.length} of ${expect} machines (two with the same /etc/machine-id show as one)`,
    );
  if (machines.length > expect)
    complaints.unshift(
      `fleet lists ${machines.length} machines instead of ${expect} (one that died stays listed for half a minute)`,
    );
  if (complaints.length > 0) return { holds: false, why: complaints.join('; '), parts };
  return { holds: true, outputs: { machines: [...machines] }, parts };
}

function oddities(machines: readonly Machine[]): Map<Machine, string> {
  const odd = new Map<Machine, string>();
  for (const machine of machines) {
    const twins = machines.filter((other) => other.ip === machine.ip).length;
    if (machine.ip === '') odd.set(machine, 'listed without an address');
    else if (/^127\.|^::1$/.test(machine.ip))
      odd.set(machine, 'an address of the machine itself: set public-ip in its fleet');
    else if (twins > 1)
      odd.set(machine, `listed ${twins} times: a rebuilt machine, or a public-ip given twice`);
  }
  return odd;
}

const run: StepRun<MachinesInput, MachinesOutputs> = {
  async check(ctx, input) {
    return judgeMachines(await listMachines(fleetctlFor(ctx, input)), input.expect);
  },
};

export default run;
