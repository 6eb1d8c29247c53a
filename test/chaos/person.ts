import { exitCodes } from '../../cli/terminal/exit-codes.js';
import type { RunView, StepView } from '../../contract/run.js';
import type { Ended, EngineUnderTest } from './engine-under-test.js';
import type { Place } from './place.js';
import { allSteps, type World } from './world.js';

/** What it took to bring a disturbed run to its end. */
export interface BroughtBack {
  view?: RunView;
  /** Commands after the first one: `resume`, `resume --step order`. */
  commands: string[];
  /** Why it did not come to its end. */
  stuck?: string;
}

/** More is no resuming but trying: to come back, then each held step. */
const mostCommands = 8;

/**
 * Go on after a kill as a person would who has read the documentation: come back to the run; look
 * at what is held; skip what was done, resume what was not; the rest by one plain resume.
 */
export async function bringBack(
  engine: EngineUnderTest,
  world: World,
  place: Place,
  first: Ended,
  comeBack: 'resume' | 'status',
): Promise<BroughtBack> {
  const commands: string[] = [];
  const run = async (args: string[]) => {
    commands.push(args.filter((arg) => arg !== place.name).join(' '));
    return engine.run(place, args);
  };
  let plain = 0;
  let ended = first;
  for (;;) {
    const { view } = ended;
    if (view?.state === 'succeeded' || (view && isOver(world, place, view)))
      return { view, commands };
    if (commands.length === mostCommands) break;
    const unsure = view?.state === 'held' ? allSteps(view).find(isUnsure) : undefined;
    if (unsure) {
      ended = await run(decide(world, place, unsure));
    } else if (ended.exitCode === exitCodes.refused) {
      // It went on meanwhile, and came to be held: refused as unsafe, so one looks first.
      ended = await run(['status', place.name]);
    } else if (view?.state === 'held' || view?.state === 'failed') {
      if (++plain > 1) {
        const stuck = `${view.state} again after a resume: ${reasons(view)}`;
        return { view, commands, stuck };
      }
      ended = await run(['resume', place.name]);
    } else if (commands.length < 2) {
      // It goes on by itself, once somebody comes back.
      ended = await run([comeBack, place.name, ...(comeBack === 'status' ? ['--follow'] : [])]);
    } else break;
  }
  return { commands, stuck: `no end: ${ended.view?.state ?? ended.said}` };
}

/** A step that cannot be checked and did not end well: only a look from outside tells. */
function isUnsure(step: StepView): boolean {
  const cannotLook = step.inputKey !== undefined || step.failure?.code === 'outcome.unknown';
  return step.state === 'held' && cannotLook;
}

function decide(world: World, place: Place, step: StepView): string[] {
  const found = world.look(place, step.id);
  if (!found.done) return ['resume', place.name, '--step', step.id];
  const outputs = (found.outputs ?? []).flatMap((output) => ['--output', output]);
  return ['skip', place.name, '--step', step.id, '--reason', 'the ledger has it', ...outputs];
}

/** Only a last step of `finally` is unsure, and it was done: there is nothing to resume for. */
function isOver(world: World, place: Place, view: RunView): boolean {
  const failed = allSteps(view).filter(({ state }) => state === 'failed');
  return (
    view.state === 'failed' &&
    failed.length > 0 &&
    failed.every(
      ({ id }) => view.finally.some((step) => step.id === id) && world.look(place, id).done,
    ) &&
    view.finally.every(({ state }) => state === 'done' || state === 'failed')
  );
}

function reasons(view: RunView): string {
  return allSteps(view)
    .filter(({ failure }) => failure)
    .map(({ id, failure }) => `${id}: ${failure?.code}: ${failure?.message}`)
    .join('; ');
}
