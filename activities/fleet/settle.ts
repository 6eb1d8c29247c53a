import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { listMachines, readUnit } from './cluster.js';
import type { Fleetctl } from './fleetctl.js';
import { showJournal } from './journal.js';
import { partsOf, statusOf } from './judge-started.js';
import { placementObstacles } from './placement.js';
import type { Machine } from './tables.js';
import type { UnitStatus } from './unit-status.js';
import { type Look, lookUntil } from './wait.js';

/** fleet's engine places units every two seconds; an election of its leader takes longer. */
const placedWithin = 6_000;
const settledWithin = 45_000;
/** How long a rule has to stand in the way of a unit. */
const obstacleFor = 24_000;
/**
 * A machine that could not reach etcd for ten seconds ends its fleet, waits a minute for that, and
 * panics (v1.0.0, `server.Supervise`); systemd starts it again. Until then it is not listed.
 */
const lostWithin = 90_000;
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
 * `known` are the machines that fleet knew before: one that is lost meanwhile may come back.
 *
 * @throws StepError `unit.failed`, `unit.unplaceable`. A unit that is still underway at the end of
 * the time is left to the check.
 */
export async function settle(
  ctx: StepContext,
  fleetctl: Fleetctl,
  names: readonly string[],
  known: readonly Machine[],
): Promise<void> {
  const endSince = new Map<string, number>();
  let askedAt = 0;
  let obstacleSince: number | undefined;
  let isLost = false;
  await lookUntil(ctx, fleetctl, lostWithin, async (seen, elapsed) => {
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
    const isLast = elapsed >= (isLost ? lostWithin : settledWithin);
    if (unplaced.length === 0) obstacleSince = undefined;
    else if (elapsed > placedWithin && (isLast || elapsed - askedAt >= askedEvery)) {
      askedAt = elapsed;
      const obstacle = await obstacleTo(fleetctl, unplaced, units, seen, known);
      // What is against it only while a machine is lost may pass.
      isLost = obstacle?.retryable === true;
      obstacleSince = obstacle && !obstacle.retryable ? (obstacleSince ?? elapsed) : undefined;
      const isSeenLong = obstacleSince !== undefined && elapsed - obstacleSince >= obstacleFor;
      if (obstacle && (isLast || isSeenLong)) throw obstacle;
      if (isLast) throw onNoMachine(unplaced, units);
    }
    return isLast || units.every((unit) => unit.stage === 'started') ? true : undefined;
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

/**
 * The rule that keeps a unit from every machine that fleet knows now; undefined where there is none.
 * Worth another try where it may run on a machine that fleet has lost.
 */
async function obstacleTo(
  fleetctl: Fleetctl,
  unplaced: readonly UnitStatus[],
  all: readonly UnitStatus[],
  { files }: Look,
  known: readonly Machine[],
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
    const unit = await readUnit(fleetctl, name);
    const obstacles = placementObstacles(unit, machines, placed);
    const isAnywhere = machines.length > 0 && obstacles.length === 0;
    if (isAnywhere) continue;
    const lost = known.filter(({ id }) => !machines.some((machine) => machine.id === id));
    const able = lost.filter((one) => placementObstacles(unit, [one], placed).length === 0);
    if (able.length > 0) return onLostMachine(name, able, obstacles, all);
    if (obstacles.length === 0) continue;
    return new StepError('unit.unplaceable', {
      message: `No machine may run ${name}. ${obstacles.join('; ')}.`,
      next: 'Add a machine, stop a unit that is in the way, or correct the [X-Fleet] section of the units. fleet keeps trying until the unit is destroyed.',
      parts: partsOf(all),
    });
  }
  return undefined;
}

function onLostMachine(
  name: string,
  lost: readonly Machine[],
  obstacles: readonly string[],
  all: readonly UnitStatus[],
): StepError {
  const there = lost.map(({ ip }) => ip).join(', ');
  return new StepError('unit.unplaceable', {
    message: `fleet has lost ${there}, where ${name} may run, and no other machine may run it. ${obstacles.join('; ')}.`,
    next: `Look whether the machine runs and reaches the others (vagrant status, fleetctl list-machines), then resume.`,
    parts: partsOf(all),
    retryable: true,
  });
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
