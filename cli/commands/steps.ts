import type { Command } from 'commander';
import { loadCatalogue } from '../../activities/catalogue.js';
import { didYouMean } from '../../language/names.js';
import { type CommonOptions, example, outStyle, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { describeStepType, stepTypeLines, stepTypesLines } from '../render/step-types.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

export function define(command: Command, run: Runner): void {
  command
    .argument('[type]', 'the type to explain')
    .addHelpText('after', example('muster steps', 'muster steps vagrant.up'))
    .action(run(steps));
}

async function steps(io: Io, type: string | undefined, options: CommonOptions): Promise<ExitCode> {
  const style = outStyle(io, options);
  const catalogue = await loadCatalogue(io.env);
  if (type === undefined) {
    if (options.json) writeJson(io, [...catalogue.values()].map(describeStepType));
    else writeLines(io.stdout, stepTypesLines(catalogue.values(), style));
    return exitCodes.ok;
  }
  const info = catalogue.get(type);
  if (info === undefined) {
    const hint = didYouMean(type, catalogue.keys(), 'the step types are');
    throw usageError(`There is no step type ${type}`, hint);
  }
  const description = describeStepType(info);
  if (options.json) writeJson(io, description);
  else writeLines(io.stdout, stepTypeLines(description, style));
  return exitCodes.ok;
}
