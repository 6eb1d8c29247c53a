import type { StepContext } from '../contract/context.js';
import { listUnitFiles, listUnits } from './cluster.js';
import type { Fleetctl } from './fleetctl.js';
import type { UnitFile, UnitState } from './tables.js';

/** What fleet says at one moment. */
export interface Look {
  files: UnitFile[];
  states: UnitState[];
}

/** Both tables, asked for at the same time. */
export async function look(fleetctl: Fleetctl): Promise<Look> {
  const [files, states] = await Promise.all([listUnitFiles(fleetctl), listUnits(fleetctl)]);
  return { files, states };
}

/** Look twice a second until `done` answers, or the time is over. Its answer, or undefined. */
export async function lookUntil<T>(
  ctx: StepContext,
  fleetctl: Fleetctl,
  within: number,
  done: (seen: Look, elapsed: number) => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const start = performance.now();
  for (;;) {
    const seen = await look(fleetctl);
    const elapsed = performance.now() - start;
    const answer = await done(seen, elapsed);
    if (answer !== undefined || elapsed >= within) return answer;
    await ctx.sleep(500);
  }
}
