import type { RetryPolicy, VerifyPolicy } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { parseDuration } from '../durations.js';
import type { PipelineShape } from '../schema/pipeline.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';

type Defaults = PipelineShape['defaults'];

/**
 * The step's own `retry`, then the pipeline's, then 3 attempts with a check and 1 without. The
 * pipeline's `attempts` are for steps with a check: to repeat one without is its author's decision.
 */
export function retryPolicy(step: StepShape, defaults: Defaults, checked: boolean): RetryPolicy {
  const own = step.retry;
  const shared = defaults?.retry;
  const inherited = checked ? shared?.attempts : undefined;
  const time = (field: 'interval' | 'max-interval', otherwise: number) =>
    milliseconds(own?.[field] ?? shared?.[field]) ?? otherwise;
  const interval = time('interval', 1000);
  return {
    attempts: own?.attempts ?? inherited ?? (checked || own ? 3 : 1),
    interval,
    backoff: own?.backoff ?? shared?.backoff ?? 2,
    maxInterval: Math.max(interval, time('max-interval', 60_000)),
  };
}

/** The step's own `verify`, then the pipeline's, then its type's, field by field. */
export function verifyPolicy(
  step: StepShape,
  defaults: Defaults,
  ofType: VerifyPolicy,
): VerifyPolicy {
  const own = step.verify;
  const shared = defaults?.verify;
  return {
    within: milliseconds(own?.within ?? shared?.within) ?? ofType.within,
    every: milliseconds(own?.every ?? shared?.every) ?? ofType.every,
    passes: own?.passes ?? shared?.passes ?? ofType.passes,
  };
}

/** What is seen so often does not fit into the time: it could never hold. */
export function refuseTooManyLooks(
  { within, every, passes }: VerifyPolicy,
  place: Place,
  diagnostics: Diagnostics,
): void {
  if (!place.has('verify') || (passes - 1) * every <= within) return;
  const message = `${passes} looks in a row, with a pause of ${every} ms between them, do not fit into ${within} ms`;
  diagnostics.add('field.conflict', place.at('verify').value, message, {
    hint: 'make within longer, every shorter, or passes fewer',
  });
}

export function milliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}
