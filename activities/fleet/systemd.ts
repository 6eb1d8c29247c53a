import type { StepContext } from '../contract/context.js';
import type { Fleetctl } from './fleetctl.js';
import type { UnitState } from './tables.js';

/** What systemd on the unit's own machine says of it. */
export interface Incarnation {
  active: string;
  sub: string;
  /** Another one after every start. */
  id: string;
}

const properties = ['Id', 'ActiveState', 'SubState', 'InvocationID', 'MainPID'];

/**
 * Ask systemd itself, one call a machine: fleet shows a unit that dies and is started again and
 * again as `active (running)` most of the time. By `unit machine`. A machine that cannot be asked is
 * left out.
 */
export async function incarnations(
  ctx: StepContext,
  fleetctl: Fleetctl,
  states: readonly UnitState[],
): Promise<Map<string, Incarnation>> {
  const machines = [...new Set(states.map((state) => state.machine.id))];
  const found = await Promise.all(
    machines.map(async (machine) => {
      const names = states.filter((s) => s.machine.id === machine).map((s) => `'${s.name}'`);
      const show = ['systemctl', 'show', `--property=${properties.join(',')}`, ...names];
      try {
        const { stdout } = await fleetctl(['ssh', `--machine=${machine}`, '--', ...show]);
        return parseShow(stdout).map(
          ([unit, seen]) => [incarnationKey(unit, machine), seen] as const,
        );
      } catch {
        ctx.signal.throwIfAborted();
        return [];
      }
    }),
  );
  return new Map(found.flat());
}

export const incarnationKey = (unit: string, machine: string): string => `${unit} ${machine}`;

/** Output of `systemctl show` for several units: blocks of `Property=value` with an empty line between. */
export function parseShow(output: string): [unit: string, Incarnation][] {
  return output
    .split(/\n\s*\n/)
    .map((block) =>
      Object.fromEntries(
        block.split('\n').flatMap((line) => {
          const at = line.indexOf('=');
          return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
        }),
      ),
    )
    .flatMap((values: Record<string, string>) =>
      values.Id
        ? [
            [
              values.Id,
              {
                active: values.ActiveState ?? '',
                sub: values.SubState ?? '',
                id: `${values.InvocationID ?? ''}/${values.MainPID ?? ''}`,
              },
            ] satisfies [string, Incarnation],
          ]
        : [],
    );
}
