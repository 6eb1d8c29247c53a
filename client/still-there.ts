import { isOfStep } from '../contract/address.js';
import type { EarlierStep } from '../contract/run.js';

/** What a run left behind. */
interface Left {
  steps: { [id: string]: EarlierStep };
  /** Ids of what a condition left out. */
  skipped?: string[];
}

/**
 * Of what a condition skipped in the latest run of a name, what is there from a run before it: a
 * fallback say, that was made once and was not needed the next time. `earlier`: newest first; undefined
 * where nobody can say what a run left.
 */
export async function stillThere(
  skipped: readonly string[],
  earlier: AsyncIterable<Left | undefined>,
): Promise<Left['steps']> {
  const found: Left['steps'] = {};
  let sought = skipped;
  if (sought.length === 0) return found;
  for await (const left of earlier) {
    if (left === undefined) break;
    for (const [id, step] of Object.entries(left.steps)) {
      if (sought.some((one) => isOf(id, one))) found[id] = step;
    }
    // What it neither left nor skipped is there no more: it was taken down, or never made.
    sought = sought.filter((id) => !isThere(found, id) && left.skipped?.includes(id));
    if (sought.length === 0) break;
  }
  return found;
}

/** Whether something is there of what was skipped: a step, an instance, or all of a `for-each`. */
export function isThere(steps: Left['steps'], skipped: string): boolean {
  return Object.keys(steps).some((id) => isOf(id, skipped));
}

const isOf = (id: string, skipped: string) => id === skipped || isOfStep(id, skipped);
