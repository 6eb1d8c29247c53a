import type { StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { failureOf } from '../tools/vagrant/failure-of.js';
import { killContainer } from '../tools/vagrant/lxc.js';
import { dotVagrant, knownMachines } from '../tools/vagrant/status.js';
import { type Notes, unfinishedNotes } from '../tools/vagrant/unfinished.js';
import { requireVagrant } from '../tools/vagrant/version.js';
import { clearTheWay } from './clear-the-way.js';
import { lookAtMachines, type MachineLook, partsOf } from './look.js';
import { refuseLostMembers } from './members.js';
import { planUp } from './plan-up.js';
import { type UpRunner, upRunner } from './run-up.js';
import type { UpInput } from './schemas.js';

/** How long a machine that runs may be silent before it is restarted, and between looks, in ms. */
const patience = { silent: 20_000, pause: 2_000 };

/** Bring up the machines that are not up, and touch no other. */
export async function bringUp(ctx: StepContext, input: UpInput): Promise<void> {
  await requireVagrant(ctx, input);
  const machines = await afterSilence(ctx, input);
  await refuseLostMembers(ctx, input.directory, machines);
  const notes = unfinishedNotes(dotVagrant(input, ctx.env));
  const runner = upRunner(ctx, input, notes, partsOf(machines));
  ctx.progress({ ...runner.parts });

  const plan = planUp(machines);
  const cutShort = new Set(machines.filter((each) => each.unfinished).map(({ name }) => name));
  const restart = [...plan.restart, ...plan.silent];
  // A machine that only lost its network was provisioned: that is not done again.
  const plain = [...plan.create, ...plan.start, ...restart.filter((name) => !cutShort.has(name))];
  const again = [...plan['start-provision'], ...restart.filter((name) => cutShort.has(name))];
  for (const name of plan.create) await notes.begin(name, true);
  for (const name of [...again, ...plan.provision]) await notes.begin(name, false);

  const parallel = input.parallel ? '--parallel' : '--no-parallel';
  const up = ['up', parallel, ...(input.provider ? ['--provider', input.provider] : [])];
  const failures = new Map([
    ...(await switchOff(ctx, input, runner, restart)),
    ...(await startAll({ ctx, input, notes, machines, runner }, up, plain)),
    ...(await startAll({ ctx, input, notes, machines, runner }, [...up, '--provision'], again)),
    ...(await runner.run(['provision'], plan.provision)),
  ]);
  if (failures.size > 0) throw failureOf(input.directory, failures, runner.parts);
  refuseOthers(input, machines, plan);
}

/**
 * Switch machines off that run without network. vagrant-lxc's `halt -f` asks the container first
 * and waits a minute; a container is ended at once, as other providers do with theirs.
 */
async function switchOff(
  ctx: StepContext,
  input: UpInput,
  runner: UpRunner,
  names: readonly string[],
): Promise<Map<string, string>> {
  const known = await knownMachines(input, ctx.env);
  const containers = known.filter((each) => each.provider === 'lxc' && names.includes(each.name));
  await Promise.all(containers.map(({ id }) => killContainer(ctx, id)));
  const others = names.filter((name) => !containers.some((each) => each.name === name));
  return runner.run(['halt', '-f'], others);
}

/** Look until every machine that runs answers, for a while: it may be booting. */
async function afterSilence(ctx: StepContext, input: UpInput): Promise<MachineLook[]> {
  let since: number | undefined;
  for (;;) {
    const machines = await lookAtMachines(ctx, input);
    const { silent } = planUp(machines);
    if (silent.length === 0) return machines;
    // From the end of the first look: on a busy computer that alone may take longer.
    const now = performance.now();
    since ??= now;
    if (now - since >= patience.silent) return machines;
    ctx.progress(partsOf(machines));
    ctx.log(`${silent.join(', ')}: running, but ssh does not answer; looking again.`);
    await ctx.sleep(patience.pause);
  }
}

interface Up {
  ctx: StepContext;
  input: UpInput;
  notes: Notes;
  machines: readonly MachineLook[];
  runner: UpRunner;
}

/** `vagrant up`, and once more for those whose way could be cleared. */
async function startAll(
  { ctx, input, notes, machines, runner }: Up,
  command: readonly string[],
  names: readonly string[],
): Promise<Map<string, string>> {
  const failures = await runner.run(command, names);
  const cleared: string[] = [];
  for (const [name, text] of failures) {
    const machine = machines.find((each) => each.name === name);
    const noted = (await notes.all()).get(name);
    if (!machine) continue;
    const clear = await clearTheWay(ctx, input, machine, text, noted).catch(async (error) => {
      // The name is somebody else's: the note must not claim what they make under it later.
      await Promise.all([...failures.keys()].map((each) => notes.end(each)));
      throw error;
    });
    if (!clear) continue;
    await notes.begin(name, true);
    cleared.push(name);
    failures.delete(name);
  }
  for (const [name, text] of await runner.run(command, cleared)) failures.set(name, text);
  return failures;
}

/** Machines that nothing was done to, because nothing safe could be done. */
export function refuseOthers(
  { directory }: UpInput,
  machines: readonly MachineLook[],
  plan: ReturnType<typeof planUp>,
): void {
  const named = (names: readonly string[]): string =>
    machines
      .filter(({ name }) => names.includes(name))
      .map(({ name, state }) => `${name} is ${state}`)
      .join(', ');
  const parts = partsOf(machines);
  if (plan.stuck.length > 0) {
    throw new StepError('machine.stuck', {
      message: `${named(plan.stuck)} in ${directory}: Vagrant cannot start a machine from there by itself.`,
      next: "Bring it to a state that Vagrant knows with the provider's own tools (VBoxManage, lxc-unfreeze, virsh), or `vagrant destroy` it, then resume.",
      parts,
    });
  }
  if (plan.wait.length > 0) {
    throw new StepError('vagrant.failed', {
      message: `${named(plan.wait)} in ${directory}: that passes by itself.`,
      next: 'Wait until it has, then resume.',
      parts,
    });
  }
}
