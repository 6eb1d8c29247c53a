import type { StartedBy } from '../../client/requests.js';
import type { Revision } from '../../contract/orders.js';
import type { RunView } from '../../contract/run.js';
import { usageError } from '../command/errors.js';
import type { Session } from '../engine/session.js';

/** How a run goes on. */
export interface Resume extends StartedBy {
  steps?: string[];
  /** Fingerprint of a preview that it has to be. */
  preview?: string;
  revised?: Revision;
}

/** In place, as a new run because this one has ended badly, or neither. */
export function waysToGoOn(view: RunView): 'in-place' | 'new-run' | undefined {
  const { state } = view;
  if (state === 'held' || state === 'waiting-approval' || view.paused !== undefined) {
    return 'in-place';
  }
  // What waits for its next attempt has it now.
  if (view.steps.some((step) => step.state === 'retrying')) return 'in-place';
  return state === 'failed' || state === 'aborted' ? 'new-run' : undefined;
}

/** Has a run go on; one that runs or succeeded is left as it is. */
export async function goOn({ runs }: Session, view: RunView, asked: Resume): Promise<void> {
  const { name, state } = view;
  const { steps, revised, by, preview } = asked;
  const how = waysToGoOn(view);
  const named = { ...(steps ? { steps } : {}), ...(preview === undefined ? {} : { preview }) };
  if (how === 'new-run') await runs.restart(name, asked);
  else if (how === 'in-place' && revised) await runs.revise(name, { ...revised, ...named, by });
  else if (how === 'in-place' && state !== 'waiting-approval') {
    await runs.resume(name, { by, ...named });
  } else if (steps !== undefined) {
    throw usageError(`${name} is ${state}: it holds no step`, 'Leave --step out.');
  } else if (revised !== undefined) {
    throw usageError(
      `${name} is ${state}: only a run that is held, waits or has failed can be corrected`,
      state === 'succeeded' ? 'Start it anew: muster up.' : 'Wait until it is through.',
    );
  }
}
