import type { StepContext } from '../contract/context.js';
import type { Check, StepRun } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { aloneIn } from '../tools/vagrant/folder-lock.js';
import { bringUp, refuseOthers } from './bring-up.js';
import { holds, lookAtMachines, type MachineLook, partOf, partsOf } from './look.js';
import { refuseLostMembers } from './members.js';
import { planUp } from './plan-up.js';
import type { UpInput, UpOutputs } from './schemas.js';
import { takeDown } from './take-down.js';

const run: StepRun<UpInput, UpOutputs> = {
  check: (ctx, input) =>
    aloneIn(ctx, input, async () => {
      const machines = await lookAtMachines(ctx, input);
      const found = answer(machines);
      if (found.holds || ctx.signal.aborted) return found;
      const blocked = await whatBlocks(ctx, input, machines);
      return blocked ? { ...found, blocked } : found;
    }),
  apply: (ctx, input) =>
    aloneIn(ctx, input, async () => {
      await bringUp(ctx, input);
      return undefined;
    }),
  undo: (ctx, input) => aloneIn(ctx, input, () => takeDown(ctx, input)),
};
export default run;

/** What an apply would be refused by before, or after, it does what it can. */
async function whatBlocks(
  ctx: StepContext,
  input: UpInput,
  machines: readonly MachineLook[],
): Promise<StepError | undefined> {
  try {
    await refuseLostMembers(ctx, input.directory, machines);
    refuseOthers(input, machines, planUp(machines));
    return undefined;
  } catch (error) {
    if (error instanceof StepError) return error;
    throw error;
  }
}

function answer(machines: readonly MachineLook[]): Check<UpOutputs> {
  const parts = partsOf(machines);
  const missing = machines.filter((machine) => !holds(machine));
  if (machines.length === 0) return { holds: false, why: 'the Vagrantfile defines no machine' };
  if (missing.length > 0) {
    const why = missing.map((machine) => `${machine.name} is ${partOf(machine)}`).join(', ');
    return { holds: false, why, parts };
  }
  const up = machines.flatMap(({ name, state, address }) => {
    if (!address) return [];
    const { host, port, user, identityFile } = address;
    // An IPv6 address has colons of its own.
    const ssh = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return [{ name, state, host, port, user, 'identity-file': identityFile ?? null, ssh }];
  });
  return { holds: true, outputs: { machines: up, addresses: up.map(({ host }) => host) }, parts };
}
