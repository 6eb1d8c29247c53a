import { type Command, Option } from 'commander';
import type { StartRequest } from '../../client/requests.js';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { runName, type SelectionOptions, selectionOf } from '../command/options.js';
import { type Session, withEngine } from '../engine/session.js';
import { callerEnvironment, who } from '../engine/who.js';
import { followToEnd } from '../follow/follow.js';
import {
  type InputOptions,
  loadForRun,
  type ReadyPipeline,
  selectionOptions,
  withInputs,
} from '../load/pipeline.js';
import { busyError } from '../orders/busy.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { shellWord } from '../terminal/quote.js';

interface UpOptions extends CommonOptions, SelectionOptions, InputOptions {
  name?: string;
  detach?: boolean;
  onFailure?: 'fail';
  resume?: boolean;
  yes?: boolean;
}

export function define(command: Command, run: Runner): void {
  selectionOptions(
    withInputs(command.argument('<pipeline>', 'its file, or the folder of its pipeline.yaml')),
  )
    .option('--name <name>', "name of the run (default: the pipeline's)")
    .option('--detach', 'start it and leave')
    .addOption(
      new Option('--on-failure <what>', 'fail: end the run at a failure, hold nothing').choices([
        'fail',
      ]),
    )
    .option('--resume', 'if a run of that name is held, resume it; if it runs, follow it')
    .option('-y, --yes', 'ask nothing')
    .addHelpText(
      'after',
      example(
        'muster up pipelines/coreos/pipeline.yaml',
        'muster up web.yaml --name web-2 --input machines=5 --detach',
      ),
    )
    .action(run(up));
}

async function up(io: Io, pipeline: string, options: UpOptions): Promise<ExitCode> {
  const name = options.name === undefined ? undefined : runName(options.name);
  const loaded = await loadForRun(pipeline, io, options);
  return withEngine(
    io,
    options,
    async (session) => {
      const started = await startOrJoin(
        session,
        io,
        options,
        request(session, io, loaded, options, name),
      );
      if (!options.detach) return followToEnd(session, io, options, started.name);
      if (options.json) writeJson(io, started);
      else
        writeLines(io.stdout, [
          `${started.name} runs. To follow it: ${io.command} resume ${shellWord(started.name)}`,
        ]);
      return exitCodes.ok;
    },
    loaded.plan,
  );
}

function request(
  { engine }: Session,
  io: Io,
  { plan, inputs }: ReadyPipeline,
  options: UpOptions,
  name: string | undefined,
): StartRequest {
  const selection = selectionOf(options, plan);
  return {
    plan,
    inputs,
    mode: 'up',
    name: name ?? plan.name,
    environment: callerEnvironment(io.env),
    queue: engine.queue,
    by: who(),
    ...(selection && { selection }),
    ...(options.onFailure && { onFailure: options.onFailure }),
  };
}

/** Starts the run, or with `--resume` goes on with the open one of that name. */
async function startOrJoin(
  { runs }: Session,
  io: Io,
  options: UpOptions,
  start: StartRequest,
): Promise<{ name: string }> {
  const name = start.name ?? start.plan.name;
  try {
    return await runs.start(start);
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
  const open = await runs.view(name);
  if (options.resume && open.mode === 'up') {
    writeLines(io.stderr, [`${name} is ${open.state} since before: going on with it.`]);
    if (open.state === 'held' || open.paused !== undefined) await runs.resume(name, { by: who() });
    return { name };
  }
  throw busyError(open, io.command);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'run.busy';
}
