import type { Diagnostics } from '../diagnostics/diagnostic.js';
import type { PipelineShape } from '../schema/pipeline.js';
import type { Place } from '../source/source.js';

/** What belongs to a whole run, and so has no meaning in a pipeline that is a step of another. */
export function refuseInInner(
  shape: PipelineShape,
  place: Place,
  user: Place,
  diagnostics: Diagnostics,
): void {
  const related = { at: user.at('uses').value, message: 'it is used here' };
  for (const field of ['on-hold', 'finally'] as const) {
    if (shape[field] === undefined) continue;
    const message = `a pipeline used as a step cannot have ${field}`;
    diagnostics.add('field.conflict', place.at(field).key, message, {
      related,
      hint: `move ${field} to the pipeline that uses it`,
    });
  }
  if (shape.timeout === undefined) return;
  const message = 'the timeout of a run has no effect in a pipeline used as a step';
  diagnostics.add('field.ignored', place.at('timeout').key, message, { related });
}
