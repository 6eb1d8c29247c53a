import { usageError } from './errors.js';
import type { Io } from './io.js';
import { looksLikePath, pipelineFile, runName } from './options.js';

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
  const { loadPlan } = await import('./pipeline.js');
  return (await loadPlan(file, io)).name;
}
