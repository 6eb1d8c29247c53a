import type { PreviewRequest, PreviewStep } from '../../../contract/preview.js';
import { hashOf } from '../facts/hash.js';
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

/** Why an order that goes by a preview does not fit any more. */
export function refuseStale(
  expected: string | undefined,
  tell: () => { fingerprint: string },
): Refusal {
  if (expected === undefined || tell().fingerprint === expected) return undefined;
  return 'it would do something else now than the preview said: look at the preview again';
}
