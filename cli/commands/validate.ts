import type { Command } from 'commander';
import { quotable, readPipeline } from '../../client/verbs/ready.js';
import type { Loaded } from '../../language/index.js';
import { type CommonOptions, example, outStyle, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { existingFile, tellWarnings } from '../load/pipeline.js';
import { count } from '../render/count.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import type { Style } from '../terminal/style.js';

export function define(command: Command, run: Runner): void {
  command
    .argument('<files...>', 'pipeline files, or folders of a pipeline.yaml')
    .addHelpText(
      'after',
      example('muster validate pipelines/coreos/pipeline.yaml', 'muster validate pipelines/*'),
    )
    .action(run(validate));
}

/** All that is wrong goes to standard error, a line a file to standard output. */
async function validate(io: Io, words: string[], options: CommonOptions): Promise<ExitCode> {
  const answers: ({ word: string; file: string } & Loaded)[] = [];
  for (const word of words) {
    const file = existingFile(word, io);
    answers.push({ word, file, ...(await readPipeline(file, io.env)) });
  }
  const valid = answers.every(({ plan }) => plan !== undefined);
  const exitCode = valid ? exitCodes.ok : exitCodes.invalid;
  if (options.json) {
    const files = answers.map(({ file, plan, diagnostics }) => ({
      file,
      valid: plan !== undefined,
      name: plan?.name,
      steps: plan?.steps.map(({ id }) => id),
      diagnostics,
    }));
    writeJson(io, { valid, exitCode, files });
    return exitCode;
  }
  for (const answer of answers) {
    tellWarnings(io, options)(quotable(answer));
    writeLines(io.stdout, [verdict(answer.word, answer, outStyle(io, options))]);
  }
  return exitCode;
}

function verdict(word: string, { plan, diagnostics }: Loaded, { colors, symbols }: Style): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const also = warnings === 0 ? '' : `, ${count(warnings, 'warning')}`;
  return plan === undefined
    ? `${colors.red(symbols.failed)} ${word}: ${count(errors, 'error')}${also}`
    : `${colors.green(symbols.done)} ${word}: valid, ${count(plan.steps.length, 'step')}${also}`;
}
