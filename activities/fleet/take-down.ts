import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import type { Fleetctl } from './fleetctl.js';
import { isBusy, words } from './unit-status.js';
import { look, lookUntil } from './wait.js';

/** systemd's own limit for a stop is 90 s by default (TimeoutStopSec); then it kills. */
const stopWithin = 120_000;
const destroyWithin = 30_000;

/**
 * Stop those units that run or are to run, and wait until they have stopped: `fleetctl stop` itself
 * returns while a unit is still deactivating, and a unit destroyed then never runs its ExecStopPost.
 * Names that fleet does not know are skipped. The units that were stopped.
 */
export async function stopUnits(
  ctx: StepContext,
  fleetctl: Fleetctl,
  names: readonly string[],
): Promise<string[]> {
  const { files, states } = await look(fleetctl);
  const asked = files.filter((file) => names.includes(file.name) && file.desired === 'launched');
  // stop refuses a unit that is on no machine, and with it all that follow in its list; load asks
  // fleet for the same, without a refusal.
  const unplaced = asked.filter((file) => !file.global && file.state === 'inactive');
  const placed = asked.filter((file) => !unplaced.includes(file));
  if (unplaced.length > 0)
    await fleetctl(['load', '--no-block', ...unplaced.map(({ name }) => name)], { log: true });
  if (placed.length > 0)
    await fleetctl(['stop', '--no-block', ...placed.map(({ name }) => name)], { log: true });
  const busy = states.filter((state) => names.includes(state.name) && isBusy(state));
  const stopped = new Set([...asked, ...busy].map(({ name }) => name));
  if (stopped.size === 0) return [];

  let left = busy;
  await lookUntil(ctx, fleetctl, stopWithin, (seen) => {
    const waiting = seen.files.filter(
      (file) => stopped.has(file.name) && !file.global && file.state === 'launched',
    );
    left = seen.states.filter((state) => stopped.has(state.name) && isBusy(state));
    ctx.progress(Object.fromEntries(left.map((state) => [state.name, words(state)])));
    return waiting.length === 0 && left.length === 0 ? true : undefined;
  });
  if (left.length > 0)
    throw new StepError('fleet.failed', {
      message: `Units did not stop within ${stopWithin / 1000} s: ${left.map((state) => `${state.name} ${words(state)}`).join(', ')}.`,
      next: 'Look at the unit on its machine (systemctl status), then try again.',
    });
  return [...stopped];
}

/** Destroy those of the units that fleet knows, and wait until they are gone. The destroyed ones. */
export async function destroyUnits(
  ctx: StepContext,
  fleetctl: Fleetctl,
  names: readonly string[],
): Promise<string[]> {
  const { files } = await look(fleetctl);
  const known = files.map((file) => file.name).filter((name) => names.includes(name));
  if (known.length === 0) return [];
  await fleetctl(['destroy', ...known], { log: true }).catch((error: unknown) => {
    // Somebody else was faster.
    if (!(error instanceof StepError && error.code === 'unit.unknown')) throw error;
  });
  const gone = await lookUntil(ctx, fleetctl, destroyWithin, (seen) =>
    [...seen.files, ...seen.states].some(({ name }) => known.includes(name)) ? undefined : true,
  );
  if (!gone)
    throw new StepError('fleet.failed', {
      message: `fleet still lists ${known.join(', ')} ${destroyWithin / 1000} s after they were destroyed.`,
      next: 'Look whether the machines of these units are alive, then try again.',
    });
  return known;
}
