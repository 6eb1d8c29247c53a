import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  planOf,
  quotable,
  type ReadyPipeline,
  readPipeline,
  readyToRun,
  type Warn,
} from '../../client/verbs/ready.js';
import type { JsonObject } from '../../contract/plan.js';
import { type InputDefinitions, readInputsFile } from '../../language/index.js';
import { readText } from '../../language/source/read.js';
import type { CommonOptions } from '../command/command.js';
import { CommandError, usageError } from '../command/errors.js';
import { collect, collectList, keyAndValue, pipelineFile } from '../command/options.js';
import { diagnosticsText } from '../command/refusals.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

export interface InputOptions {
  input?: string[];
  inputs?: string;
}

/** Adds the options that give a pipeline its inputs. */
export function withInputs(command: Command): Command {
  return command
    .option('--input <key=value>', 'an input of the pipeline (may be repeated)', collect)
    .option('--inputs <file>', 'inputs from a YAML or JSON file; --input goes before it');
}

/** Adds the options that choose steps. */
export function selectionOptions(command: Command): Command {
  return command
    .option('--only <ids>', 'only these steps', collectList)
    .option('--from <id>', 'this step and what follows from it', collectList)
    .option('--until <id>', 'this step and what it stands on', collectList)
    .option('--skip <ids>', 'all but these steps', collectList);
}

/**
 * A pipeline and its inputs, both checked, before anybody is asked about them.
 * @throws ClientError `pipeline.invalid`, `inputs.invalid`
 */
export async function loadForRun(
  word: string,
  io: Io,
  options: CommonOptions & InputOptions,
): Promise<ReadyPipeline> {
  const file = existingFile(word, io);
  const loaded = await readPipeline(file, io.env);
  planOf(loaded, file);
  tellWarnings(io, options)(quotable(loaded));
  return readyToRun(loaded, file, await givenInputs(io, options, loaded.inputs));
}

/** Writes what is not wrong enough to refuse a pipeline. */
export function tellWarnings(io: Io, options: CommonOptions): Warn {
  return (warnings) => {
    const text = diagnosticsText(warnings, { ...io, color: options.color });
    if (text !== '' && !options.json) writeLines(io.stderr, [text]);
  };
}

/** The file that a word means. */
export function existingFile(word: string, io: Io): string {
  const file = pipelineFile(word, io.cwd);
  if (file !== undefined) return file;
  throw new CommandError(
    exitCodes.invalid,
    'pipeline.missing',
    `There is no file or folder ${resolve(io.cwd, word)}`,
    'Give the path of a pipeline file, or of the folder of a pipeline.yaml; the name of a run is not one.',
  );
}

/**
 * What `--inputs` and `--input` say; the latter are text, read by what the input's type is.
 *
 * @param definitions The inputs that the pipeline declares: by their types the file's values are read.
 */
export async function givenInputs(
  io: Io,
  options: CommonOptions & InputOptions,
  definitions: InputDefinitions,
): Promise<JsonObject> {
  const pairs = (options.input ?? []).map((text) => keyAndValue('--input', text));
  const fromFile = options.inputs === undefined ? {} : await inputsFile(options, io, definitions);
  return { ...fromFile, ...Object.fromEntries(pairs) };
}

async function inputsFile(
  { inputs: word = '', ...options }: CommonOptions & InputOptions,
  io: Io,
  definitions: InputDefinitions,
): Promise<JsonObject> {
  const file = resolve(io.cwd, word);
  const read = await readText(file);
  if (!('text' in read)) throw usageError(`--inputs ${word} ${read.message}`);
  const { given, diagnostics } = readInputsFile(file, read.text, definitions);
  if (diagnostics.length === 0) return given;
  const sources = { [file]: read.text };
  throw new CommandError(
    exitCodes.invalid,
    'inputs.invalid',
    `--inputs ${word} cannot be read`,
    undefined,
    {
      text: diagnosticsText({ diagnostics, sources }, { ...io, color: options.color }),
      data: { diagnostics },
    },
  );
}
