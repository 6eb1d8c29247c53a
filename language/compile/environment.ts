import type { Template } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';
import type { Allowed } from './scope.js';
import { compileTemplate, entriesOf } from './template.js';

/** Variables as templates, on top of the pipeline's. Numbers and booleans become text. */
export function environmentOf(
  outer: Template,
  variables: StepShape['env'],
  place: Place,
  allowed: Allowed,
  diagnostics: Diagnostics,
): Template {
  const texts = Object.fromEntries(
    Object.entries(variables ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const own = compileTemplate(texts, place, allowed, diagnostics);
  const map = Object.fromEntries([...entriesOf(outer), ...entriesOf(own)]);
  const literals = Object.entries(map).flatMap(([name, template]) =>
    'literal' in template ? [[name, template.literal]] : [],
  );
  return literals.length === Object.keys(map).length
    ? { literal: Object.fromEntries(literals) }
    : { map };
}
