import type { JsonObject, Plan } from '../contract/plan.js';
import type { RunView } from '../contract/run.js';
import type { Runs } from './requests.js';

/** What `down` has to know first, whoever asks for it. */

/** The open run of a name, if there is one. */
export async function openRun(runs: Runs, name: string): Promise<RunView | undefined> {
  try {
    const view = await runs.view(name);
    return view.endedAt === undefined ? view : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'run.unknown') return undefined;
    throw error;
  }
}

/** The plan and inputs that were brought up under a name; only where nothing was, those that are given. */
export async function whatIsUp(
  runs: Runs,
  name: string,
  given?: () => Promise<{ plan: Plan; inputs: JsonObject }>,
): Promise<{ plan: Plan; inputs: JsonObject } | undefined> {
  return (await runs.lastUp(name)) ?? given?.();
}
