import { ApplicationFailure } from '@temporalio/common';
import { callerEnvironment, environmentOfRun } from '../client/caller.js';
import { engineVersion } from '../client/engine-version.js';
import { refusalOf } from '../client/refusal.js';
import type { Runs } from '../client/requests.js';
import { whyNotHere } from '../client/verbs/place.js';
import { type ReadyPipeline, readPipeline, readyToRun } from '../client/verbs/ready.js';
import { formatDiagnostics } from '../language/index.js';
import type { ScheduledInput } from '../workflows/contract.js';
import { decisions } from '../workflows/flags.js';
import { whoOf } from '../workflows/old-shapes.js';
import type { PipelineInput } from '../workflows/run-input.js';

/** More says no more, and stays in the history. */
const longest = 2_000;

/**
 * The input of a scheduled run, from the pipeline's file as it is now: whoever corrects the file
 * need not make the schedule anew.
 * @throws ApplicationFailure `pipeline.invalid`, `inputs.invalid` or `host.elsewhere`, which no repetition
 *   mends
 */
export async function planScheduled(
  input: ScheduledInput,
  { runs, queue }: { runs: Runs; queue: string },
): Promise<PipelineInput> {
  const { file, mode, by } = input;
  const { plan, inputs } = await ready(file, input.inputs);
  const caller = { queue, environment: callerEnvironment(process.env), by: whoOf(by) };
  const why = await whyNotHere({ runs, caller }, input.name, plan);
  if (why !== undefined) throw refused('host.elsewhere', why);
  return {
    engine: engineVersion,
    decisions,
    plan,
    inputs,
    mode,
    by: { ...whoOf(by), via: 'schedule' },
    environment: environmentOfRun(caller.environment, plan),
  };
}

async function ready(file: string, given: ScheduledInput['inputs']): Promise<ReadyPipeline> {
  try {
    return readyToRun(await readPipeline(file), file, given);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.code === 'pipeline.invalid') {
      const sources = new Map(Object.entries(refusal.sources));
      const text = formatDiagnostics(refusal.diagnostics, sources, { color: false });
      throw refused(refusal.code, text);
    }
    if (refusal !== undefined) throw refused(refusal.code, (error as Error).message);
    throw error;
  }
}

function refused(type: string, message: string): ApplicationFailure {
  const failure = ApplicationFailure.nonRetryable(message.slice(0, longest), type);
  failure.stack = '';
  return failure;
}
