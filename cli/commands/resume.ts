import type { Command } from 'commander';
import { type CommonOptions, example, type Runner, writeLines } from '../command.js';
import { usageError } from '../errors.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { followToEnd } from '../follow.js';
import type { Io } from '../io.js';
import { writeJson } from '../json.js';
import { runNamed } from '../name.js';
import { collectList } from '../options.js';
import { pausedBy } from '../render/waiting.js';
import { type Session, withEngine } from '../session.js';
import { callerEnvironment, who } from '../who.js';

interface ResumeOptions extends CommonOptions {
  step?: string[];
  detach?: boolean;
  yes?: boolean;
}

export function define(command: Command, run: Runner): void {
  command
    .argument('<name>', 'a run, or its pipeline file')
    .description(
      'Go on with a run: a held one tries its held steps again, a paused one goes on, a failed or aborted one goes on as a new run, a running one is followed; of one that succeeded the outcome is shown',
    )
    .option('--step <id>', 'only this held step (may be repeated)', collectList)
    .option('--detach', 'do not follow it')
    .option('-y, --yes', 'ask nothing')
    .addHelpText('after', example('muster resume coreos', 'muster resume coreos --step machines'))
    .action(run(resume));
}

async function resume(io: Io, word: string, options: ResumeOptions): Promise<ExitCode> {
  const name = await runNamed(word, io);
  return withEngine(io, options, async (session) => {
    await goOn(session, io, name, options.step);
    if (!options.detach) return followToEnd(session, io, options, name);
    if (options.json) writeJson(io, await session.runs.view(name));
    else writeLines(io.stdout, [`${name} goes on.`]);
    return exitCodes.ok;
  });
}

async function goOn(
  { runs, engine }: Session,
  io: Io,
  name: string,
  steps: string[] | undefined,
): Promise<void> {
  const view = await runs.view(name);
  const { state } = view;
  const by = who();
  if (state === 'held' || pausedBy(view) !== undefined)
    return runs.resume(name, { by, ...(steps && { steps }) });
  if (steps !== undefined) {
    throw usageError(`${name} is ${state}: it holds no step`, 'Leave --step out.');
  }
  if (state === 'failed' || state === 'aborted') {
    await runs.restart(name, { queue: engine.queue, environment: callerEnvironment(io.env), by });
  }
}
