import { CommandError, usageError } from '../command/errors.js';
import { looksLikePath, pipelineFile, runName } from '../command/options.js';
import type { Session } from '../engine/session.js';
import { exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';

/** The run that a word means: a name, or a pipeline's file, whose runs have the pipeline's name. */
export async function runNamed(word: string, io: Io): Promise<string> {
  if (!looksLikePath(word)) return runName(word);
  const file = pipelineFile(word, io.cwd);
  if (file === undefined) {
    throw usageError(
      `There is no file ${word}`,
      'Give the name of a run (see muster runs), or a pipeline file.',
    );
  }
  const { planOf, readPipeline } = await import('../../client/verbs/ready.js');
  return planOf(await readPipeline(file, io.env), file).name;
}

/** The run that was started last. */
export async function latestRun({ runs }: Session, io: Io): Promise<string> {
  const [last] = await runs.list({ limit: 1 });
  if (last !== undefined) return last.name;
  const next = `To start one: ${io.command} up PIPELINE`;
  throw new CommandError(exitCodes.usage, 'run.unknown', 'There is no run yet', next);
}
