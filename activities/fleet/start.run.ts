import type { StepContext } from '../contract/context.js';
import type { StepRun } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { listMachines } from './cluster.js';
import { type Fleetctl, fleetctlFor } from './fleetctl.js';
import { judgeStarted, partsOf, statusOf } from './judge-started.js';
import { unlessMachinesAreGone } from './machines-gone.js';
import type { StartInput, StartOutputs } from './schemas.js';
import { settle } from './settle.js';
import { destroyUnits, stopUnits } from './take-down.js';
import { parseUnitName, unitNameOf } from './unit-name.js';
import { look } from './wait.js';

async function startUnits(ctx: StepContext, fleetctl: Fleetctl, names: string[]): Promise<void> {
  const [seen, machines] = await Promise.all([look(fleetctl), listMachines(fleetctl)]);
  const units = await statusOf(fleetctl, names, seen);
  const unknown = units.filter((unit) => unit.stage === 'unknown');
  if (unknown.length > 0)
    throw new StepError('unit.unknown', {
      message: `fleet does not know ${unknown.map((unit) => unit.name).join(', ')}.`,
      next: 'Submit the unit before (fleet.submit), or correct its name.',
      parts: partsOf(units),
    });
  // fleet wants them started already, so `start` would skip them and exit 0.
  const over = units.filter((unit) => unit.stage === 'failed' || unit.stage === 'ended');
  if (over.length > 0) {
    for (const unit of over) ctx.log(`${unit.name} is ${unit.says}: stopped, to be started anew.`);
    await stopUnits(
      ctx,
      fleetctl,
      over.map((unit) => unit.name),
    );
  }
  const asked = units
    .filter((unit) => unit.stage !== 'started' && unit.stage !== 'unplaced')
    .map((unit) => unit.name);
  // Without --no-block it waits for ever for a unit that cannot be placed.
  if (asked.length > 0) await fleetctl(['start', '--no-block', ...asked], { log: true });
  await settle(ctx, fleetctl, names, machines);
}

const run: StepRun<StartInput, StartOutputs> = {
  async check(ctx, input) {
    const fleetctl = fleetctlFor(ctx, input);
    const names = input.units.map(unitNameOf);
    return judgeStarted(await statusOf(fleetctl, names, await look(fleetctl)));
  },

  async apply(ctx, input) {
    await startUnits(ctx, fleetctlFor(ctx, input), input.units.map(unitNameOf));
    return undefined;
  },

  undo: (ctx, input) =>
    unlessMachinesAreGone(ctx, input.vagrant, async () => {
      const fleetctl = fleetctlFor(ctx, input);
      const names = input.units.map(unitNameOf);
      const stopped = await stopUnits(ctx, fleetctl, names);
      // An instance of a template was made by the start itself.
      const instances = names.filter((name) => parseUnitName(name).instance !== '');
      const made = await madeFromTemplate(fleetctl, instances);
      const destroyed = await destroyUnits(ctx, fleetctl, made);
      return stopped.length + destroyed.length > 0;
    }),
};

async function madeFromTemplate(fleetctl: Fleetctl, instances: string[]): Promise<string[]> {
  if (instances.length === 0) return [];
  const { files } = await look(fleetctl);
  return instances.filter((name) =>
    files.some((file) => file.name === parseUnitName(name).template),
  );
}

export default run;
