import { loadCatalogue } from '../../activities/catalogue.js';
import type { JsonObject, Plan } from '../../contract/plan.js';
import type { Diagnostic } from '../../language/diagnostics/diagnostic.js';
import { type Loaded, loadPipeline, resolveInputs } from '../../language/index.js';
import { ClientError, type Sources } from '../refusal.js';

/** A pipeline that is ready to run. */
export interface ReadyPipeline {
  plan: Plan;
  /** Checked, defaults filled in. */
  inputs: JsonObject;
}

/** Told of what is not wrong enough to refuse a pipeline. */
export type Warn = (warnings: { diagnostics: Diagnostic[]; sources: Sources }) => void;

/** What diagnostics are written from. */
export function quotable({ diagnostics, sources }: Loaded): Parameters<Warn>[0] {
  return { diagnostics, sources: Object.fromEntries(sources) };
}

/** A pipeline's file, with all it uses. */
export async function readPipeline(file: string, env?: NodeJS.ProcessEnv): Promise<Loaded> {
  return loadPipeline(file, await loadCatalogue(env));
}

/** @throws ClientError `pipeline.invalid`, with all that is wrong */
export function planOf(loaded: Loaded, file: string): Plan {
  if (loaded.plan !== undefined) return loaded.plan;
  throw new ClientError({ code: 'pipeline.invalid', file, ...quotable(loaded) });
}

/**
 * A pipeline and its inputs, both checked.
 * @param before Inputs of the run before, for what is not given now.
 * @throws ClientError `pipeline.invalid`, `inputs.invalid`
 */
export function readyToRun(
  loaded: Loaded,
  file: string,
  given: JsonObject,
  before: JsonObject = {},
): ReadyPipeline {
  const plan = planOf(loaded, file);
  const all = { ...carriedOver(before, loaded.inputs), ...given };
  const { values, problems } = resolveInputs(loaded.inputs, all);
  if (problems.length === 0) return { plan, inputs: values };
  throw new ClientError({ code: 'inputs.invalid', problems });
}

/** An input that the pipeline has no more is let go; one that was left out stays so. */
function carriedOver(before: JsonObject, declared: object): JsonObject {
  const kept = Object.entries(before).filter(
    ([name, value]) => Object.hasOwn(declared, name) && value !== null,
  );
  return Object.fromEntries(kept);
}
