import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { listMachines, readUnit } from './cluster.js';
import type { Fleetctl } from './fleetctl.js';
import { showJournal } from './journal.js';
import { partsOf, statusOf } from './judge-started.js';
import { placementObstacles } from './placement.js';
import type { UnitStatus } from './unit-status.js';
import { type Look, lookUntil } from './wait.js';

/** fleet's engine places units every two seconds; an election of its leader takes longer. */
const placedWithin = 6_000;
const settledWithin = 45_000;
/**
 * A machine that was cut off for a moment says so little by little: fleet forgets it after 30 s, and
 * hears of it again up to 15 s later. Until then the others look like all there are.
 */
const obstacleFor = 24_000;
/** Each such question is one to fleet for every unit. */
const askedEvery = 3_000;
/**
 * A unit that was only just started is shown as `inactive (dead)`, or as failed from the time
 * before, for a second or two: an end counts when it is shown for longer.
 */
const endedFor = 3_000;

/**
 * Watch units that were just started until each of them is: fleetctl itself gives up after two
 * seconds on a unit that comes up a moment later.
 *
 * @throws StepError `unit.failed`, `unit.unplaceable`. A unit that is still underway at the end of
 * the time is left to the check.
 */
export async function settle(
  ctx: StepContext,
  fleetctl: Fleetctl,
  names: readonly string[],
): Promise<void> {
  const endSince = new Map<string, number>();
  let askedAt = 0;
  let obstacleSince: number | undefined;
  await lookUntil(ctx, fleetctl, settledWithin, async (seen, elapsed) => {
    const units = await statusOf(fleetctl, names, seen);
    ctx.progress(partsOf(units));
    const failed = units.filter((unit) => {
      const over = unit.stage === 'failed' || unit.stage === 'ended';
      if (!over) endSince.delete(unit.name);
      else if (!endSince.has(unit.name)) endSince.set(unit.name, elapsed);
      return over && elapsed - (endSince.get(unit.name) ?? elapsed) >= endedFor;
    });
    if (failed.length > 0) throw await failure(ctx, fleetctl, failed, units);
    const unplaced = units.filter((unit) => unit.stage === 'unplaced');
    const isLast = elapsed >= settledWithin;
    if (unplaced.length === 0) obstacleSince = undefined;
    else if (elapsed > placedWithin && (isLast || elapsed - askedAt >= askedEvery)) {
      askedAt = elapsed;
      const obstacle = await obstacleTo(fleetctl, unplaced, units, seen);
      obstacleSince = obstacle && (obstacleSince ?? elapsed);
      const isSeenLong = obstacleSince !== undefined && elapsed - obstacleSince >= obstacleFor;
      if (obstacle && (isLast || isSeenLong)) throw obstacle;
      if (isLast) throw onNoMachine(unplaced, units);
    }
    return units.every((unit) => unit.stage === 'started') ? true : undefined;
  });
}

async function failure(
  ctx: StepContext,
  fleetctl: Fleetctl,
  failed: readonly UnitStatus[],
  all: readonly UnitStatus[],
): Promise<StepError> {
  const said = await Promise.all(
    failed.map(async (unit) => {
      const last = await showJournal(ctx, fleetctl, unit.name);
      return `${unit.name} is ${unit.says}${last === undefined ? '' : `: ${last}`}`;
    }),
  );
  return new StepError('unit.failed', {
    message: said.join('; '),
    next: `Its journal is in the step's log (fleetctl journal ${failed[0]?.name}). Correct what it says, then resume: the unit is started anew.`,
    parts: partsOf(all),
  });
}

/** The rule that keeps a unit from every machine that fleet knows now; undefined where there is none. */
async function obstacleTo(
  fleetctl: Fleetctl,
  unplaced: readonly UnitStatus[],
  all: readonly UnitStatus[],
  { files }: Look,
): Promise<StepError | undefined> {
  const machines = await listMachines(fleetctl);
  const scheduled = files.filter((file) => file.target);
  const placed = await Promise.all(
    scheduled.map(async (file) => ({
      ...(await readUnit(fleetctl, file.name)),
      machine: file.target?.id ?? '',
    })),
  );
  for (const { name } of unplaced) {
    const obstacles = placementObstacles(await readUnit(fleetctl, name), machines, placed);
    if (obstacles.length === 0) continue;
    return new StepError('unit.unplaceable', {
      message: `No machine may run ${name}. ${obstacles.join('; ')}.`,
      next: 'Add a machine, stop a unit that is in the way, or correct the [X-Fleet] section of the units. fleet keeps trying until the unit is destroyed.',
      parts: partsOf(all),
    });
  }
  return undefined;
}

/** Nothing forbids it: fleet may only be slow. */
function onNoMachine(unplaced: readonly UnitStatus[], all: readonly UnitStatus[]): StepError {
  return new StepError('unit.unplaceable', {
    message: `fleet has put ${unplaced[0]?.name} on no machine for ${settledWithin / 1000} s, though nothing in its [X-Fleet] section forbids it.`,
    next: 'Look at the log of fleet on the machines (journalctl -u fleet): its engine may have no leader.',
    parts: partsOf(all),
    retryable: true,
  });
}
