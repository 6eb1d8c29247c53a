import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { splitText } from '../expressions/text.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';

/**
 * Scripts hold no expressions: a value such as `; rm -rf /` would become code. False where one does.
 */
export function checkScripts(shape: StepShape, place: Place, diagnostics: Diagnostics): boolean {
  let fine = true;
  for (const field of ['run', 'check', 'undo'] as const) {
    const parts = splitText(shape[field] ?? '');
    const found = 'unclosed' in parts ? [] : parts.filter((part) => 'raw' in part);
    for (const part of found) {
      fine = false;
      const here = place.at(field);
      const range = here.find(part.raw);
      diagnostics.add(
        'expression.script',
        range ? here.span(range) : here.value,
        `${field} cannot hold an expression: its value could become code`,
        {
          hint: `set VALUE: "${part.raw}" under env of this step, and write "$VALUE" here`,
        },
      );
    }
  }
  return fine;
}
