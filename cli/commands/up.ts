import { type Command, Option } from 'commander';
import { checkedSelection } from '../../client/verbs/selection.js';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { runName, type SelectionOptions, selectionOf } from '../command/options.js';
import { withEngine } from '../engine/session.js';
import { followToEnd } from '../follow/follow.js';
import { type InputOptions, loadForRun, selectionOptions, withInputs } from '../load/pipeline.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { shellWord } from '../terminal/quote.js';

interface UpOptions extends CommonOptions, SelectionOptions, InputOptions {
  name?: string;
  detach?: boolean;
  onFailure?: 'fail';
  planned?: string;
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
    .option('--planned <fingerprint>', 'only what a plan was of, which ends with it')
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
  const ready = await loadForRun(pipeline, io, options);
  const selection = checkedSelection(selectionOf(options), ready.plan);
  return withEngine(io, options, async (session) => {
    const { how, ...run } = await session.verbs.up({
      ...ready,
      ...(name === undefined ? {} : { name }),
      ...(selection && { selection }),
      ...(options.onFailure && { onFailure: options.onFailure }),
      ...(options.planned !== undefined && { planned: options.planned }),
      ...(options.resume && { join: true }),
    });
    if (how !== 'started') {
      const now = how === 'resumed' ? 'resumed' : 'going on with it';
      writeLines(io.stderr, [`${run.name} was open since before: ${now}.`]);
    }
    if (!options.detach) return followToEnd(session, io, options, run.name);
    if (options.json) writeJson(io, run);
    else
      writeLines(io.stdout, [
        `${run.name} runs. To follow it: ${io.command} status ${shellWord(run.name)} --follow`,
      ]);
    return exitCodes.ok;
  });
}
