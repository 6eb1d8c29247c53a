import type { Parts } from '../../contract/task.js';
import type { StepContext } from '../contract/context.js';
import type { Check, StepRun } from '../contract/define-step.js';
import { listUnitFiles } from './cluster.js';
import { fleetctlFor } from './fleetctl.js';
import { type LocalUnit, readLocalUnits } from './local-units.js';
import { unlessMachinesAreGone } from './machines-gone.js';
import type { SubmitInput, SubmitOutputs } from './schemas.js';
import type { UnitFile } from './tables.js';
import { destroyUnits, stopUnits } from './take-down.js';
import { unitNameOf } from './unit-name.js';
import { conflictWarnings } from './warnings.js';

/** Local files against what fleet holds. */
export function judgeSubmitted(
  units: readonly LocalUnit[],
  files: readonly UnitFile[],
): Check<SubmitOutputs> {
  const parts: Parts = {};
  const complaints: string[] = [];
  for (const unit of units) {
    const held = files.find((file) => file.name === unit.name);
    if (!held) complaints.push(`${unit.name} is not submitted`);
    else if (held.hash !== unit.hash) complaints.push(`${unit.name} differs from its file`);
    parts[unit.name] = !held ? 'not submitted' : held.hash === unit.hash ? 'submitted' : 'differs';
  }
  if (complaints.length > 0) return { holds: false, why: complaints.join('; '), parts };
  return {
    holds: true,
    outputs: { units: units.map(({ name, hash }) => ({ name, hash })) },
    parts,
  };
}

/** Attempts whose units were looked over: a check is repeated, its advice is not. */
const advised = new WeakSet<StepContext>();

async function readUnits(ctx: StepContext, input: SubmitInput): Promise<LocalUnit[]> {
  const units = await readLocalUnits(ctx.directory, input.units);
  if (!advised.has(ctx))
    for (const warning of conflictWarnings(units)) ctx.log(`Warning: ${warning}`);
  advised.add(ctx);
  return units;
}

const run: StepRun<SubmitInput, SubmitOutputs> = {
  async check(ctx, input) {
    const units = await readUnits(ctx, input);
    return judgeSubmitted(units, await listUnitFiles(fleetctlFor(ctx, input)));
  },

  async apply(ctx, input) {
    const units = await readUnits(ctx, input);
    const fleetctl = fleetctlFor(ctx, input);
    const files = await listUnitFiles(fleetctl);
    const held = (unit: LocalUnit) => files.find((file) => file.name === unit.name);
    const differing = units.filter((unit) => held(unit) && held(unit)?.hash !== unit.hash);
    // `submit --replace` takes idle units only, and says so with exit code 0.
    const idle = differing.filter((unit) => held(unit)?.desired === 'inactive');
    const inUse = differing.filter((unit) => !idle.includes(unit)).map(({ name }) => name);
    if (inUse.length > 0) {
      ctx.log(
        `${inUse.join(', ')}: fleet holds another version and uses it, so it is stopped and replaced; a start brings the new one up.`,
      );
      await stopUnits(ctx, fleetctl, inUse);
      await destroyUnits(ctx, fleetctl, inUse);
    }
    const missing = units.filter((unit) => !held(unit) || inUse.includes(unit.name));
    if (missing.length > 0)
      await fleetctl(['submit', ...missing.map(({ path }) => path)], { log: true });
    if (idle.length > 0) {
      ctx.log(`${idle.map(({ name }) => name).join(', ')}: fleet holds another version; replaced.`);
      await fleetctl(['submit', '--replace', ...idle.map(({ path }) => path)], { log: true });
    }
    return undefined;
  },

  undo: (ctx, input) =>
    unlessMachinesAreGone(ctx, input.vagrant, async () => {
      const fleetctl = fleetctlFor(ctx, input);
      const names = input.units.map(unitNameOf);
      await stopUnits(ctx, fleetctl, names);
      return (await destroyUnits(ctx, fleetctl, names)).length > 0;
    }),
};

export default run;
