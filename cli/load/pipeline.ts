import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadCatalogue } from '../../activities/catalogue.js';
import type { JsonObject, Plan } from '../../contract/plan.js';
import {
  formatDiagnostics,
  type InputDefinitions,
  type Loaded,
  loadPipeline,
  readInputsFile,
  resolveInputs,
} from '../../language/index.js';
import { readText } from '../../language/source/read.js';
import { type CommonOptions, errStyle } from '../command/command.js';
import { CommandError, usageError } from '../command/errors.js';
import { collect, collectList, keyAndValue, pipelineFile } from '../command/options.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

export interface InputOptions {
  input?: string[];
  inputs?: string;
}

/** A pipeline that is ready to run. */
export interface ReadyPipeline {
  plan: Plan;
  /** Checked, defaults filled in. */
  inputs: JsonObject;
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

/** The plan of a file, inputs aside. Rejects with all that is wrong with it: exit code 3. */
export async function loadPlan(file: string, io: Io, options?: CommonOptions): Promise<Plan> {
  return (await load(file, io, options)).plan;
}

/**
 * A pipeline and its inputs, both checked. Rejects with all that is wrong: exit code 3. `before`:
 * inputs of an earlier run, where none is given and the pipeline still has them.
 */
export async function loadForRun(
  word: string,
  io: Io,
  options: CommonOptions & InputOptions,
  before: JsonObject = {},
): Promise<ReadyPipeline> {
  const { plan, inputs } = await load(existingFile(word, io), io, options);
  const kept = Object.entries(before).filter(([name]) => Object.hasOwn(inputs, name));
  const given = { ...Object.fromEntries(kept), ...(await givenInputs(io, options, inputs)) };
  const { problems, values } = resolveInputs(inputs, given);
  if (problems.length === 0) return { plan, inputs: values };
  const lines = problems.map(({ message, hint }) => {
    return `  ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });
  throw new CommandError(
    exitCodes.invalid,
    'inputs.invalid',
    `The inputs do not fit:\n${lines.join('\n')}`,
    'Give them with --input name=value, or --inputs FILE.',
    { data: { problems } },
  );
}

/** The file that a word means. */
export function existingFile(word: string, io: Io): string {
  const file = pipelineFile(word, io.cwd);
  if (file !== undefined) return file;
  throw new CommandError(
    exitCodes.invalid,
    'pipeline.missing',
    `There is no file or folder ${resolve(io.cwd, word)}`,
    'Give the path of a pipeline file, or of the folder of a pipeline.yaml.',
  );
}

/** What is wrong with a pipeline, as a person reads it on standard error. */
export function diagnosticsText(
  { diagnostics, sources }: Pick<Loaded, 'diagnostics' | 'sources'>,
  io: Io,
  options: CommonOptions,
): string {
  const style = errStyle(io, options);
  return formatDiagnostics(diagnostics, sources, {
    color: style.colors.isColorSupported,
    width: style.width - 1,
    ...(inside(io.cwd, diagnostics) && { directory: io.cwd }),
  });
}

/** Paths elsewhere are clearer in full than as `../../..`. */
function inside(folder: string, places: { file: string }[]): boolean {
  return places.every(({ file }) => !relative(folder, file).startsWith('..'));
}

async function load(file: string, io: Io, options: CommonOptions = { color: true }) {
  const loaded = await loadPipeline(file, await loadCatalogue(io.env));
  const { plan, inputs, diagnostics } = loaded;
  const text = diagnosticsText(loaded, io, options);
  if (plan === undefined) {
    const message = `${file} is not a valid pipeline`;
    const details = { text, data: { diagnostics } };
    throw new CommandError(exitCodes.invalid, 'pipeline.invalid', message, undefined, details);
  }
  if (text !== '' && !options.json) writeLines(io.stderr, [text]);
  return { plan, inputs };
}

/** What `--inputs` and `--input` say; the latter are text, read by what the input's type is. */
async function givenInputs(
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
  const sources = new Map([[file, read.text]]);
  throw new CommandError(
    exitCodes.invalid,
    'inputs.invalid',
    `--inputs ${word} cannot be read`,
    undefined,
    { text: diagnosticsText({ diagnostics, sources }, io, options), data: { diagnostics } },
  );
}
