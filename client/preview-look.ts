import { findingOf } from '../contract/finding.js';
import { unhandled } from '../contract/outcome-of.js';
import type { JsonObject, Plan } from '../contract/plan.js';
import type { PreviewStep, SeenSteps } from '../contract/preview.js';
import type { EarlierStep, RunView, StepView } from '../contract/run.js';
import type { PipelineInput } from '../workflows/run-input.js';

/** What a preview has looked at, and what came of it. */

/** What the look of a preview looks at, and what it may read of steps that are not done again. */
export interface LookTarget {
  plan: Plan;
  inputs: JsonObject;
  from: NonNullable<PipelineInput['from']>;
}

/** What was done and is not done again still gives what it gave: others may read it. */
export function staying(
  left: { [id: string]: EarlierStep },
  told: PreviewStep[],
): { [id: string]: EarlierStep } {
  const stays = told.filter(({ action }) => action === 'kept' || action === 'left-in-place');
  const ids = new Set(stays.map(({ id }) => id));
  return Object.fromEntries(
    Object.entries(left).filter(([id, { unknown }]) => ids.has(id) && !unknown),
  );
}

/** Whether the world is asked about a step of a preview. */
export function looksAt(action: PreviewStep['action'], safety: PreviewStep['safety']): boolean {
  return safety === 'checked' && (action === 'checked' || action === 'to-do');
}

/** What a look has seen, for the rehearsal of what follows from it. */
export function seenSteps({ steps }: RunView): SeenSteps {
  return Object.fromEntries(
    steps.flatMap((step): [string, SeenSteps[string]][] => {
      const { holds, blocked } = seenOf(step) ?? {};
      if (holds === undefined) return [];
      const outputs = holds && step.outputs ? { outputs: step.outputs } : {};
      return [[step.id, { holds, ...outputs, ...(blocked ? { blocked } : {}) }]];
    }),
  );
}

/** A step of a preview, with what was seen of it. */
export function withSeen(step: PreviewStep, { steps }: RunView): PreviewStep {
  const found = steps.find(({ id }) => id === step.id);
  const seen = found && looksAt(step.action, step.safety) ? seenOf(found) : undefined;
  return seen ? { ...step, seen } : step;
}

function seenOf(step: StepView): PreviewStep['seen'] {
  const { state, why, failure, parts } = step;
  if (state !== 'done') return undefined;
  const found = findingOf(step);
  const blocked = found === 'to-do' ? failure : undefined;
  const text = blocked ? why : (failure?.message ?? why);
  const more = { ...(text === undefined ? {} : { why: text }), ...(parts ? { parts } : {}) };
  switch (found) {
    case 'unchanged':
      return { holds: true, ...more };
    case 'to-do': {
      const { code = '', message = '', next = '' } = blocked ?? {};
      return { holds: false, ...more, ...(blocked ? { blocked: { code, message, next } } : {}) };
    }
    case undefined:
    case 'always-runs':
      return undefined;
    case 'known-after-apply':
    case 'unknown':
      return more;
    default:
      return unhandled(found);
  }
}
