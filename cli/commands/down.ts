import type { Command } from 'commander';
import { openRun, whatIsUp } from '../../client/take-down.js';
import type { Plan } from '../../contract/plan.js';
import type { RunView } from '../../contract/run.js';
import { type CommonOptions, errStyle, example, type Runner } from '../command/command.js';
import { CommandError, usageError } from '../command/errors.js';
import { looksLikePath, runName } from '../command/options.js';
import { type Session, withEngine } from '../engine/session.js';
import { callerEnvironment, who } from '../engine/who.js';
import { conclude, leftLines, watch } from '../follow/follow.js';
import { runNamed } from '../load/name.js';
import { type InputOptions, loadForRun, type ReadyPipeline, withInputs } from '../load/pipeline.js';
import { abortRun } from '../orders/abort.js';
import { table } from '../render/table.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { canAsk, confirm } from '../terminal/prompt.js';
import { shellWord } from '../terminal/quote.js';

interface DownOptions extends CommonOptions, InputOptions {
  name?: string;
  yes?: boolean;
}

export function define(command: Command, run: Runner): void {
  withInputs(
    command
      .argument('<pipeline>', "a pipeline's file or folder, or the name of a run")
      .description(
        'Take down, in reverse order, what a pipeline brought up: with the plan and inputs of its last run, else those given',
      ),
  )
    .option('--name <name>', "name of the run (default: the pipeline's)")
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', example('muster down coreos', 'muster down pipelines/coreos --yes'))
    .action(run(down));
}

async function down(io: Io, word: string, options: DownOptions): Promise<ExitCode> {
  if (options.yes !== true && (options.json || !canAsk(io))) {
    const next = 'Add --yes to say that it is meant.';
    throw usageError('down takes things away, and there is nobody to ask', next);
  }
  const name = runName(options.name ?? (await runNamed(word, io)));
  return withEngine(io, options, async (session) => {
    const open = await openRun(session.runs, name);
    if (open !== undefined && open.state !== 'held') throw busy(open, io.command);
    let isNew = false;
    const asGiven = () => {
      isNew = true;
      return loadForRun(word, io, options);
    };
    const target = await whatIsUp(session.runs, name, looksLikePath(word) ? asGiven : undefined);
    if (target === undefined) throw nothingUp(name, io.command);
    if (!isNew && (options.input ?? options.inputs) !== undefined) throw inputsUnused(name);
    await session.handOver(target.plan.secrets);
    if (!(await isMeant(io, options, name, target.plan))) return exitCodes.ok;
    if (open === undefined) return takeDown(session, io, options, name, target);
    return abortRun(session, io, options, name, { undo: true, reason: 'taken down' });
  });
}

/** What is demanded and not used would take down something else than was meant. */
function inputsUnused(name: string): CommandError {
  return usageError(
    `${name} is taken down with the inputs that it was brought up with`,
    'Leave the inputs away.',
  );
}

function busy(open: RunView, command: string): CommandError {
  const word = shellWord(open.name);
  return new CommandError(
    exitCodes.refused,
    'run.busy',
    `${open.name} is ${open.state} (${open.mode}): it cannot be taken down under way`,
    `To follow it: ${command} resume ${word}\nTo end it and take down what it made: ${command} abort ${word} --undo`,
    { data: { run: { name: open.name, runId: open.runId, state: open.state } } },
  );
}

function nothingUp(name: string, command: string): CommandError {
  return new CommandError(
    exitCodes.usage,
    'run.unknown',
    `Nothing was brought up under the name ${name}`,
    `To see the runs there are: ${command} runs. A pipeline file can be named instead.`,
  );
}

async function isMeant(io: Io, options: DownOptions, name: string, plan: Plan): Promise<boolean> {
  if (options.yes) return true;
  const steps = plan.steps.filter((step) => step.undoable).reverse();
  const rows = steps.map((step) => [step.id, step.name ?? step.type]);
  const lines = table(rows, { width: errStyle(io, options).width, indent: 2 });
  writeLines(io.stderr, [`To be taken down of ${name}, in this order:`, ...lines, '']);
  if (await confirm(io, 'Take it down?')) return true;
  writeLines(io.stderr, ['Nothing was taken down.']);
  return false;
}

async function takeDown(
  session: Session,
  io: Io,
  options: DownOptions,
  name: string,
  { plan, inputs }: ReadyPipeline,
): Promise<ExitCode> {
  await session.runs.start({
    plan,
    inputs,
    mode: 'down',
    name,
    environment: callerEnvironment(io.env),
    queue: session.engine.queue,
    by: who(),
  });
  const view = await watch(session, io, options, name);
  if (view !== undefined) return conclude(view, io, options);
  writeLines(io.stderr, leftLines(name, io.command));
  return exitCodes.interrupted;
}
