import type { UnitOption } from './unit-file.js';
import { expandSpecifiers, parseUnitName } from './unit-name.js';

/** What a unit's `[X-Fleet]` section asks of the machine it may run on. */
export interface Requirements {
  /** Globs of units it must not share a machine with. */
  conflicts: string[];
  /** Units it must share a machine with (MachineOf). */
  peers: string[];
  /** The one machine it may run on. */
  machineId?: string;
  /** Metadata the machine must have: one of the values for each key. */
  metadata: Map<string, Set<string>>;
  /** Runs on every machine. */
  global: boolean;
}

/** Keys fleet v1.0.0 knows, with the deprecated forms it still reads. Others it ignores. */
export const requirementKeys = [
  'MachineID',
  'X-ConditionMachineID',
  'X-ConditionMachineBootID',
  'X-ConditionMachineOf',
  'MachineOf',
  'X-Conflicts',
  'Conflicts',
  'X-ConditionMachineMetadata',
  'MachineMetadata',
  'Global',
  'Replaces',
] as const;

/** The `[X-Fleet]` section of a unit, specifiers expanded, read by fleet's rules (its `job.Job`). */
export function requirementsOf(name: string, options: readonly UnitOption[]): Requirements {
  const unit = parseUnitName(name);
  const values = (...keys: string[]): string[] =>
    keys.flatMap((key) =>
      options
        .filter((option) => option.section === 'X-Fleet' && option.name === key)
        .flatMap((option) => splitQuoted(option.value))
        .map((value) => expandSpecifiers(value, unit)),
    );
  const metadata = new Map<string, Set<string>>();
  for (const pair of values('X-ConditionMachineMetadata', 'MachineMetadata')) {
    const [key, value, ...more] = pair.split('=');
    if (!key || !value || more.length > 0) continue;
    metadata.set(key, (metadata.get(key) ?? new Set()).add(value));
  }
  const machineId = ['MachineID', 'X-ConditionMachineID', 'X-ConditionMachineBootID']
    .flatMap((key) => values(key))
    .at(0);
  return {
    conflicts: values('X-Conflicts', 'Conflicts').flatMap((v) => v.split(/\s+/).filter(Boolean)),
    peers: values('X-ConditionMachineOf', 'MachineOf'),
    ...(machineId === undefined ? {} : { machineId }),
    metadata,
    global: /^(true|yes|1|on|t)$/i.test(values('Global').at(-1) ?? ''),
  };
}

/** `"a=b" "c=d"` holds two values; anything that is not quoted at both ends is one. */
function splitQuoted(value: string): string[] {
  if (!value.startsWith('"') || !value.endsWith('"')) return [value];
  const values: string[] = [];
  let current = '';
  let quoted = false;
  for (const char of value) {
    if (char === '"') quoted = !quoted;
    else if (char === ' ' && !quoted) {
      values.push(current);
      current = '';
    } else current += char;
  }
  return [...values, current];
}
