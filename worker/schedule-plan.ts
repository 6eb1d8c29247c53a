import { ApplicationFailure } from '@temporalio/common';
import { loadCatalogue } from '../activities/catalogue.js';
import { callerEnvironment, environmentOfRun } from '../client/caller.js';
import { engineVersion } from '../client/engine-version.js';
import { formatDiagnostics, loadPipeline, resolveInputs } from '../language/index.js';
import type { ScheduledInput } from '../workflows/contract.js';
import { decisions } from '../workflows/flags.js';
import { whoOf } from '../workflows/old-shapes.js';
import type { PipelineInput } from '../workflows/run-input.js';

/** More says no more, and stays in the history. */
const longest = 2_000;

/**
 * The input of a scheduled run, from the pipeline's file as it is now: whoever corrects the file
 * need not make the schedule anew.
 * @throws ApplicationFailure `pipeline.invalid` or `inputs.invalid`, which no repetition mends
 */
export async function planScheduled(input: ScheduledInput): Promise<PipelineInput> {
  const { file, mode, by } = input;
  const { plan, inputs, diagnostics, sources } = await loadPipeline(file, await loadCatalogue());
  if (plan === undefined) {
    throw refused('pipeline.invalid', formatDiagnostics(diagnostics, sources, { color: false }));
  }
  const { values, problems } = resolveInputs(inputs, input.inputs);
  if (problems.length > 0) {
    throw refused('inputs.invalid', problems.map(({ message }) => message).join('; '));
  }
  return {
    engine: engineVersion,
    decisions,
    plan,
    inputs: values,
    mode,
    by: { ...whoOf(by), via: 'schedule' },
    environment: environmentOfRun(callerEnvironment(process.env), plan),
  };
}

function refused(type: string, message: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(message.slice(0, longest), type);
  failure.stack = '';
  return failure;
}
