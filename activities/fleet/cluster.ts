import { StepError } from '../contract/step-error.js';
import type { Fleetctl } from './fleetctl.js';
import {
  fields,
  type Machine,
  parseMachines,
  parseUnitFiles,
  parseUnits,
  TableError,
  type UnitFile,
  type UnitState,
} from './tables.js';
import { parseUnitFile } from './unit-file.js';
import type { Unit } from './warnings.js';

/** The machines of the cluster, by address. */
export async function listMachines(fleetctl: Fleetctl): Promise<Machine[]> {
  const machines = await table(fleetctl, 'list-machines', fields.machines, parseMachines);
  return machines.sort((a, b) => a.ip.localeCompare(b.ip, 'en', { numeric: true }));
}

/** Every unit fleet knows, what is asked of it, and where it was scheduled. */
export function listUnitFiles(fleetctl: Fleetctl): Promise<UnitFile[]> {
  return table(fleetctl, 'list-unit-files', fields.unitFiles, parseUnitFiles);
}

/** What systemd says of every unit that is loaded on a machine; a unit can appear on several. */
export function listUnits(fleetctl: Fleetctl): Promise<UnitState[]> {
  return table(fleetctl, 'list-units', fields.units, parseUnits);
}

/** A submitted unit's content. */
export async function readUnit(fleetctl: Fleetctl, name: string): Promise<Unit> {
  const { stdout } = await fleetctl(['cat', name]);
  return { name, options: parseUnitFile(stdout) };
}

async function table<Row>(
  fleetctl: Fleetctl,
  command: string,
  columns: string,
  parse: (output: string) => Row[],
): Promise<Row[]> {
  const { stdout } = await fleetctl([command, '--no-legend', '--full', `--fields=${columns}`]);
  try {
    return parse(stdout);
  } catch (cause) {
    if (!(cause instanceof TableError)) throw cause;
    throw new StepError('program.unsupported', {
      message: `fleetctl ${command} printed something else than its table: ${cause.message}.`,
      next: 'Use fleetctl v1.0.0.',
      cause,
    });
  }
}
