import type { Command } from 'commander';
import { loadCatalogue } from '../../activities/catalogue.js';
import type { Json, JsonObject } from '../../contract/plan.js';
import type { RunView } from '../../contract/run.js';
import { loadPipeline } from '../../language/index.js';
import { didYouMean } from '../../language/names.js';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { CommandError, usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { withEngine } from '../engine/session.js';
import { runNamed } from '../load/name.js';
import { inputWords } from '../render/input-words.js';
import { valueLines } from '../render/values.js';
import { type ExitCode, exitCodeOfRun, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { shellWord } from '../terminal/quote.js';
import { oneLine } from '../terminal/text.js';

interface OutputsOptions extends CommonOptions {
  step?: string;
}

export function define(command: Command, run: Runner): void {
  command
    .argument('<name>', 'a run, or its pipeline file')
    .argument('[output]', 'only this one: text and numbers as they are, a list an item a line')
    .description("Show the outputs of the latest run of a name: the pipeline's own `outputs`")
    .option('--step <id>', "those of one of its steps, instead of the pipeline's own")
    .addHelpText(
      'after',
      example(
        'muster outputs coreos',
        'curl "$(muster outputs coreos leader)"',
        'muster outputs coreos addresses --json | jq length',
        'muster outputs coreos --step machines',
      ),
    )
    .action(run(outputs));
}

async function outputs(
  io: Io,
  word: string,
  output: string | undefined,
  options: OutputsOptions,
): Promise<ExitCode> {
  const name = await runNamed(word, io);
  const { step } = options;
  const { view, known } = await withEngine(io, options, async ({ runs }) => {
    const view = await runs.view(name);
    if (step === undefined && view.mode === 'down') {
      return noneLeft(view, await runs.lastUp(name), io);
    }
    if (step === undefined) refuseUnended(view, io);
    const { runId } = view;
    return {
      view,
      known: await runs.outputs(name, step === undefined ? { runId } : { runId, step }),
    };
  });
  const whose = step ?? name;
  if (output === undefined) {
    if (options.json) writeJson(io, known);
    else if (Object.keys(known).length > 0) writeLines(io.stdout, valueLines(known, 0));
    else writeLines(io.stderr, [`${whose} has no outputs.`]);
    return exitCodes.ok;
  }
  const value = known[output];
  if (value === undefined) {
    throw step === undefined
      ? missing(view, output, Object.keys(known))
      : none(step, output, Object.keys(known));
  }
  if (options.json) writeJson(io, value);
  else writeBare(io, bareLines(value, io.stdout.isTTY === true));
  return exitCodes.ok;
}

/** As they are: a script reads them. */
function writeBare(io: Io, lines: string[]): void {
  if (lines.length > 0) io.stdout.write(`${lines.join('\n')}\n`);
}

type LastUp = { inputs: JsonObject };

/** Outputs are computed when a run ends. */
function refuseUnended(view: RunView, io: Io): void {
  if (view.endedAt !== undefined) return;
  const waits = exitCodeOfRun[view.state];
  throw new CommandError(
    waits === exitCodes.ok ? exitCodes.failed : waits,
    'outputs.unknown',
    `${view.name} is ${view.state}: its outputs are known when it has ended`,
    `To follow it: ${io.command} status ${shellWord(view.name)} --follow`,
  );
}

/** What was taken down has no outputs; what brings it up again has the inputs that it had. */
async function noneLeft(view: RunView, before: LastUp | undefined, io: Io): Promise<never> {
  refuseUnended(view, io);
  const { inputs } = await loadPipeline(view.file, await loadCatalogue(io.env));
  const defaults = Object.fromEntries(
    Object.entries(inputs).map(([name, definition]) => [name, definition.default]),
  );
  const named = view.name === view.pipeline ? '' : ` --name ${shellWord(view.name)}`;
  const given = inputWords(before?.inputs ?? {}, defaults);
  throw new CommandError(
    exitCodes.failed,
    'outputs.unknown',
    `${view.name} was taken down: it has no outputs any more`,
    `To bring it up again: ${io.command} up ${shellWord(view.file)}${named}${given}`,
  );
}

function none(whose: string, output: string, known: string[]): Error {
  const hint = known.length === 0 ? 'it has none' : didYouMean(output, known, 'its outputs are');
  return usageError(`${whose} has no output ${output}`, hint);
}

function missing(view: RunView, output: string, known: string[]): Error {
  if (view.state === 'succeeded') return none(view.name, output, known);
  return new CommandError(
    exitCodes.failed,
    'outputs.unknown',
    `${view.name} ${view.state === 'aborted' ? 'was aborted' : 'failed'} before its output ${output} was known`,
  );
}

/** For scripts: nothing around the value. What a terminal might take for an order is left out there. */
function bareLines(value: Json, onTerminal: boolean): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => bareLines(item, onTerminal));
  if (value === null) return [''];
  if (typeof value === 'object') return [JSON.stringify(value)];
  const text = String(value);
  return onTerminal ? text.split('\n').map(oneLine) : [text];
}
