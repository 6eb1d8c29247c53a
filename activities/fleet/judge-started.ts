import type { Parts } from '../../contract/task.js';
import type { Check } from '../contract/define-step.js';
import { readUnit } from './cluster.js';
import type { Fleetctl } from './fleetctl.js';
import type { StartOutputs } from './schemas.js';
import { type UnitStatus, unitStatus } from './unit-status.js';
import type { Look } from './wait.js';

/** The state of each unit, for a person. */
export const partsOf = (units: readonly UnitStatus[]): Parts =>
  Object.fromEntries(units.map((unit) => [unit.name, unit.says]));

/** Whether all are started, and where. */
export function judgeStarted(units: readonly UnitStatus[]): Check<StartOutputs> {
  const parts = partsOf(units);
  const not = units.filter((unit) => unit.stage !== 'started');
  if (not.length > 0)
    return {
      holds: false,
      why: not.map((unit) => `${unit.name} is ${unit.says}`).join('; '),
      parts,
    };
  const places = units.flatMap((unit) =>
    unit.states.map(({ machine }) => ({ name: unit.name, machine: machine.id, ip: machine.ip })),
  );
  return { holds: true, outputs: { units: places }, parts };
}

/** The status of the units, where a `Type=oneshot` that has done its work counts as started. */
export async function statusOf(
  fleetctl: Fleetctl,
  names: readonly string[],
  { files, states }: Look,
): Promise<UnitStatus[]> {
  return Promise.all(
    names.map(async (name) => {
      const status = unitStatus(name, files, states);
      if (status.stage !== 'ended' || !(await isOneshot(fleetctl, name))) return status;
      return { ...status, stage: 'started' as const, says: 'done' };
    }),
  );
}

async function isOneshot(fleetctl: Fleetctl, name: string): Promise<boolean> {
  const { options } = await readUnit(fleetctl, name);
  const value = (key: string) =>
    options.findLast((option) => option.section === 'Service' && option.name === key)?.value;
  return value('Type') === 'oneshot' && !/^(yes|true|on|1)$/i.test(value('RemainAfterExit') ?? '');
}
