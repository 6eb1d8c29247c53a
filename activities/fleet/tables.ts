/** What fleetctl's tables say. Columns are separated by one or more tabs; `-` stands for nothing. */

/** A row of `list-machines --no-legend --full --fields=machine,ip,metadata`. */
export interface Machine {
  id: string;
  /** The public-ip it gave fleet; '' if none. */
  ip: string;
  metadata: Record<string, string>;
}

/** A row of `list-unit-files --no-legend --full --fields=unit,hash,dstate,state,target`. */
export interface UnitFile {
  name: string;
  hash: string;
  /** inactive, loaded or launched: what somebody asked for. */
  desired: string;
  /** inactive, loaded or launched: how far fleet got; '' for a global unit. */
  state: string;
  /** Where it is scheduled; absent if nowhere, or everywhere. */
  target?: Place;
  /** Runs on every machine. */
  global: boolean;
}

/** A row of `list-units --no-legend --full --fields=unit,machine,load,active,sub,hash`. */
export interface UnitState {
  name: string;
  machine: Place;
  /** systemd's words: loaded, not-found, … */
  load: string;
  /** active, activating, deactivating, inactive, failed. */
  active: string;
  /** running, dead, exited, failed, auto-restart, … */
  sub: string;
  /** Of the file it was started from; '' if fleet does not know. */
  hash: string;
}

interface Place {
  /** Machine id. */
  id: string;
  /** '' where fleet no longer knows the machine. */
  ip: string;
}

/** Fields to ask for, in the order in which the parsers read them. */
export const fields = {
  machines: 'machine,ip,metadata',
  unitFiles: 'unit,hash,dstate,state,target',
  units: 'unit,machine,load,active,sub,hash',
} as const;

/** The output is no table: a line with another number of columns than was asked for. */
export class TableError extends Error {
  override readonly name = 'TableError';
}

export function parseMachines(output: string): Machine[] {
  return rows(output, 3).map(([id = '', ip = '', metadata = '']) => ({
    id,
    ip: word(ip),
    metadata: Object.fromEntries(
      word(metadata)
        .split(',')
        .filter((pair) => pair !== '')
        .map((pair) => {
          const [key = '', ...value] = pair.split('=');
          return [key, value.join('=')];
        }),
    ),
  }));
}

export function parseUnitFiles(output: string): UnitFile[] {
  return rows(output, 5).map(([name = '', hash = '', desired = '', state = '', target = '-']) => {
    const global = target === 'global';
    const scheduled = !global && word(target) !== '';
    return {
      name,
      hash,
      desired: word(desired),
      state: word(state),
      ...(scheduled ? { target: place(target) } : {}),
      global,
    };
  });
}

export function parseUnits(output: string): UnitState[] {
  return rows(output, 6).map(
    ([name = '', machine = '', load = '', active = '', sub = '', hash = '']) => ({
      name,
      machine: place(machine),
      load: word(load),
      active: word(active),
      sub: word(sub),
      hash: word(hash),
    }),
  );
}

function rows(output: string, columns: number): string[][] {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const row = line.split(/\t+/);
      if (row.length !== columns)
        throw new TableError(`a line of ${row.length} columns instead of ${columns}: ${line}`);
      return row;
    });
}

const word = (cell: string): string => (cell === '-' ? '' : cell);

/** `ID/IP`, or the ID alone where fleet no longer knows the machine. */
function place(cell: string): Place {
  const [id = '', ip = ''] = word(cell).split('/');
  return { id, ip };
}
