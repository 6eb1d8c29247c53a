import type { z } from 'zod';
import type { Json } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import type { Place } from '../source/source.js';
import { withoutNulls } from './nulls.js';
import { type ReadProblem, readNode } from './read.js';

/** The value at a place, by the schema of what it is for. What cannot be taken is reported. */
export function readPlace(place: Place, schema: z.ZodType, diagnostics: Diagnostics): Json {
  const { value, problems } = readNode(place.node, schema);
  reportRead(problems, place, diagnostics);
  return withoutNulls(schema, value);
}

/** Reports numbers that cannot be taken as they are written. */
export function reportRead(
  problems: readonly ReadProblem[],
  place: Place,
  diagnostics: Diagnostics,
): void {
  for (const { path, message, hint } of problems) {
    diagnostics.add('value.number', place.at(...path).value, message, { hint });
  }
}
