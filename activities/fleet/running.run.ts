import type { Parts } from '../../contract/task.js';
import type { StepContext } from '../contract/context.js';
import type { Check, StepRun } from '../contract/define-step.js';
import { listMachines, listUnitFiles, listUnits } from './cluster.js';
import { type Fleetctl, fleetctlFor } from './fleetctl.js';
import { showJournal } from './journal.js';
import { type Incarnations, judgeRunning, restarted, unitRuns } from './judge-running.js';
import type { RunningInput, RunningOutputs } from './schemas.js';
import { incarnations } from './systemd.js';
import type { UnitState } from './tables.js';
import { unitNameOf } from './unit-name.js';
import { unitStatus } from './unit-status.js';

/** What an attempt remembers from one look to the next. */
interface Memory {
  seen?: Incarnations;
  /** Failures whose journal was shown, with its last line. */
  journals: Map<string, string | undefined>;
  warned: boolean;
}

const memories = new WeakMap<StepContext, Memory>();

const run: StepRun<RunningInput, RunningOutputs> = {
  async check(ctx, input) {
    const fleetctl = fleetctlFor(ctx, input);
    const memory: Memory = memories.get(ctx) ?? { journals: new Map(), warned: false };
    memories.set(ctx, memory);
    const names = input.units.map(unitNameOf);
    const states = (await listUnits(fleetctl)).filter((state) => names.includes(state.name));
    const missing = names.filter((name) => !states.some((state) => state.name === name));
    const answer = judgeRunning(names, states, input.spread, await absences(fleetctl, missing));
    if (!answer.holds) {
      delete memory.seen;
      return { ...answer, why: await withJournals(ctx, fleetctl, memory, answer.why, states) };
    }
    return (
      (await globalGap(fleetctl, names, states)) ??
      (await flapping(ctx, fleetctl, memory, states, answer.parts)) ??
      answer
    );
  },
};

/** Why a unit is in no table of states. */
async function absences(fleetctl: Fleetctl, names: readonly string[]): Promise<Parts> {
  if (names.length === 0) return {};
  const files = await listUnitFiles(fleetctl);
  return Object.fromEntries(names.map((name) => [name, unitStatus(name, files, []).says]));
}

/** A unit on several machines is global, and then it runs on every one; else it is moving. */
async function globalGap(
  fleetctl: Fleetctl,
  names: readonly string[],
  states: readonly UnitState[],
): Promise<Check<RunningOutputs> | undefined> {
  const several = names.filter((name) => states.filter((s) => s.name === name).length > 1);
  if (several.length === 0) return undefined;
  const [machines, files] = await Promise.all([listMachines(fleetctl), listUnitFiles(fleetctl)]);
  for (const name of several) {
    const on = states.filter((state) => state.name === name).length;
    const global = files.find((file) => file.name === name)?.global ?? false;
    if (!global || on !== machines.length)
      return { holds: false, why: `${name} is on ${on} of ${machines.length} machines` };
  }
  return undefined;
}

/** What systemd itself says, against the look before: "running" can be a unit that dies every second. */
async function flapping(
  ctx: StepContext,
  fleetctl: Fleetctl,
  memory: Memory,
  states: readonly UnitState[],
  parts: Parts | undefined,
): Promise<Check<RunningOutputs> | undefined> {
  const before = memory.seen;
  memory.seen = await incarnations(ctx, fleetctl, states);
  if (memory.seen.size < states.length && !memory.warned) {
    memory.warned = true;
    ctx.log(
      'systemd on the machines could not be asked (fleetctl ssh): fleet is taken at its word that the units run, and a restart between two looks goes unseen.',
    );
  }
  const why = restarted(states, memory.seen, before);
  return why === undefined ? undefined : { holds: false, why, ...(parts ? { parts } : {}) };
}

/** The last words of units that failed, shown once. */
async function withJournals(
  ctx: StepContext,
  fleetctl: Fleetctl,
  memory: Memory,
  why: string,
  states: readonly UnitState[],
): Promise<string> {
  const said: string[] = [];
  for (const state of states.filter((each) => !unitRuns(each) && each.active === 'failed')) {
    const key = `${state.name} ${state.machine.id}`;
    if (!memory.journals.has(key))
      memory.journals.set(key, await showJournal(ctx, fleetctl, state.name));
    const last = memory.journals.get(key);
    if (last !== undefined) said.push(`${state.name} said: ${last}`);
  }
  return [why, ...said].join('; ');
}

export default run;
