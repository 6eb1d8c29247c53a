import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadCatalogue } from '../../activities/catalogue.js';
import type { JsonObject } from '../../contract/plan.js';
import { loadPipeline, resolveInputs } from '../../language/index.js';
import { didYouMean } from '../../language/names.js';
import { type CommonOptions, example, outStyle, type Runner } from '../command/command.js';
import { CommandError, usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { collect, keyAndValue } from '../command/options.js';
import { count } from '../render/count.js';
import { table } from '../render/table.js';
import { type Way, waysLines } from '../render/ways.js';
import { copyTemplate } from '../templates/copy.js';
import { type Template, templates } from '../templates/shipped.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { ask, canAsk } from '../terminal/prompt.js';
import { shellWord } from '../terminal/quote.js';

interface InitOptions extends CommonOptions {
  input?: string[];
  yes?: boolean;
}

type Definitions = Parameters<typeof resolveInputs>[0];

export function define(command: Command, run: Runner): void {
  command
    .argument('[template]', 'what to copy (default: list the templates)')
    .argument('[dir]', "the new pipeline's folder (default: the template's name)")
    .description(
      'Copy a pipeline that comes with Muster, to start from. Nothing is ever overwritten.',
    )
    .option('--input <key=value>', 'a new default of an input (may be repeated)', collect)
    .option('-y, --yes', 'ask nothing: keep the defaults')
    .addHelpText(
      'after',
      example(
        'muster init',
        'muster init shell hello',
        'muster init coreos web --input machines=5',
      ),
    )
    .action(run(init));
}

async function init(
  io: Io,
  name: string | undefined,
  folder: string | undefined,
  options: InitOptions,
): Promise<ExitCode> {
  const known = await templates();
  if (name === undefined) return list(known, io, options);
  const template = known.find((one) => one.name === name);
  if (template === undefined) {
    const names = known.map((one) => one.name);
    throw usageError(`There is no template ${name}`, didYouMean(name, names, 'the templates are'));
  }
  const { inputs } = await loadPipeline(
    join(template.folder, 'pipeline.yaml'),
    await loadCatalogue(io.env),
  );
  const pairs = (options.input ?? []).map((text) => keyAndValue('--input', text));
  const given = checked(inputs, Object.fromEntries(pairs));
  const isAsked = options.yes !== true && !options.json && canAsk(io);
  const answers = isAsked ? await askFor(template, inputs, given, io) : {};
  if (answers === undefined) return exitCodes.interrupted;

  const directory = resolve(io.cwd, folder ?? template.name);
  const defaults = { ...given, ...answers };
  const files = await copyTemplate(template, directory, defaults);
  if (options.json) writeJson(io, { template: template.name, directory, files, inputs: defaults });
  else writeLines(io.stdout, doneLines(template, directory, files, io, options));
  return exitCodes.ok;
}

function list(known: Template[], io: Io, options: CommonOptions): ExitCode {
  if (options.json)
    writeJson(
      io,
      known.map(({ name, description }) => ({ name, description })),
    );
  else {
    const rows = known.map(({ name, description }) => [name, description]);
    const next = `To copy one: ${io.command} init TEMPLATE DIR`;
    writeLines(io.stdout, [...table(rows, outStyle(io, options)), '', next]);
  }
  return exitCodes.ok;
}

/** Values of the inputs' types; only those that were given. */
function checked(definitions: Definitions, given: Record<string, string>): JsonObject {
  const { values, problems } = resolveInputs(definitions, given);
  const own = problems.filter(({ input }) => Object.hasOwn(given, input));
  const first = own[0];
  if (first !== undefined) {
    throw new CommandError(exitCodes.invalid, first.code, first.message, first.hint);
  }
  return Object.fromEntries(Object.keys(given).map((name) => [name, values[name] ?? null]));
}

/** Asks for what a person decides; an empty line keeps the default. Undefined: the person left. */
async function askFor(
  { asks }: Template,
  definitions: Definitions,
  given: JsonObject,
  io: Io,
): Promise<JsonObject | undefined> {
  const answers: JsonObject = {};
  for (const name of asks.filter((one) => !Object.hasOwn(given, one))) {
    const { description = '', default: standard } = definitions[name] ?? {};
    io.stderr.write(`${description}\n`);
    for (;;) {
      const text = await ask(io, `  ${name} [${shown(standard)}]: `);
      if (text === undefined) return undefined;
      if (text === '') break;
      const { values, problems } = resolveInputs(definitions, { [name]: text });
      const problem = problems.find(({ input }) => input === name);
      if (problem === undefined) {
        answers[name] = values[name] ?? null;
        break;
      }
      io.stderr.write(`  ${problem.message}\n`);
    }
  }
  return answers;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

function doneLines(
  { name }: Template,
  directory: string,
  files: string[],
  io: Io,
  options: CommonOptions,
): string[] {
  const style = outStyle(io, options);
  const near = relative(io.cwd, directory);
  const path = near === '' ? '.' : near.startsWith('..') ? directory : near;
  // A bare word would be taken for the name of a run.
  const word = shellWord(/[/.]/.test(path) ? path : `./${path}`);
  const ways: Way[] = [
    [`${io.command} plan ${word}`, 'tell what it would do'],
    [`${io.command} up ${word}`, 'bring it up'],
    [`${io.command} down ${word}`, 'take it down again'],
  ];
  const { colors, symbols } = style;
  const what = `${colors.bold(path)}: ${count(files.length, 'file')} of the template ${name}`;
  return [`${colors.green(symbols.done)} ${what}`, ...waysLines('To go on:', ways, style)];
}
