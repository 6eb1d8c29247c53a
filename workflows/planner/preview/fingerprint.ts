import type { Selection } from '../../../contract/orders.js';
import type { JsonObject, Plan } from '../../../contract/plan.js';
import type { PreviewRequest, PreviewStep } from '../../../contract/preview.js';
import { hashOf, stableJson } from '../facts/hash.js';
import { sha256 } from '../facts/sha256.js';
import type { Refusal } from '../orders/updates.js';

/**
 * Of what was asked and what would come of it: two previews with the same fingerprint start the
 * same. What the world was seen to be like is not in it: each visit looks again.
 */
export function fingerprintOf({ steps, revised }: PreviewRequest, told: PreviewStep[]): string {
  const asked = [steps ?? null, revised ? [revised.plan.digest, revised.inputs] : null];
  const answer = told.map(({ id, action, mustName = false, definition = '' }) => [
    id,
    action,
    mustName,
    definition,
  ]);
  return hashOf([asked, answer]).slice(0, 12);
}

/** What a look is of, and an up brings up. */
interface Asked {
  plan: Pick<Plan, 'digest'>;
  inputs: JsonObject;
  selection?: Selection | undefined;
}

const known = new WeakMap<JsonObject, [asked: string, fingerprint: string]>();

/**
 * Of the pipeline with the files it reads, its inputs and the choice of steps: a look and an up with
 * the same fingerprint visit the same. What was seen is not in it: each visit looks again.
 */
export function fingerprintOfStart({ plan, inputs, selection }: Asked): string {
  const asked = stableJson([plan.digest, selection ? { ...selection } : null]);
  const [before, found] = known.get(inputs) ?? [];
  if (found !== undefined && before === asked) return found;
  const fingerprint = sha256(`${asked} ${stableJson(inputs)}`).slice(0, 12);
  known.set(inputs, [asked, fingerprint]);
  return fingerprint;
}

/** Why an order that goes by a preview does not fit any more. */
export function refuseStale(
  expected: string | undefined,
  tell: () => { fingerprint: string },
): Refusal {
  if (expected === undefined || tell().fingerprint === expected) return undefined;
  return 'it would do something else now than the preview said: look at the preview again';
}
