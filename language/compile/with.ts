import type { z } from 'zod';
import type { Json, JsonObject } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { hasExpression } from '../expressions/text.js';
import { type ShapeProblem, shapeProblems } from '../schema/issues.js';
import type { ReadProblem } from '../schema/read.js';
import type { Path } from '../source/node.js';
import type { Place } from '../source/source.js';

/** Reports what is wrong with values, at their place in the file. */
export function reportShape(
  problems: readonly ShapeProblem[],
  place: Place,
  diagnostics: Diagnostics,
): void {
  for (const { code, path, at, message, hint } of problems) {
    const here = place.at(...path);
    diagnostics.add(code, at === 'key' ? here.key : here.value, message, { hint });
  }
}

/** Of a value that was told of, nothing else is said. */
export function withoutThose(
  problems: readonly ShapeProblem[],
  told: readonly ReadProblem[],
): ShapeProblem[] {
  const paths = new Set(told.map(({ path }) => path.join('\n')));
  return problems.filter(({ path }) => !paths.has(path.join('\n')));
}

/**
 * Checks `with` by the schema of the step's type. A value with an expression may be anything. False
 * where something is wrong.
 */
export function checkWith(
  schema: z.ZodObject,
  raw: JsonObject,
  place: Place,
  diagnostics: Diagnostics,
): boolean {
  const holes = holesOf(raw, []);
  const certain = shapeProblems(schema, raw).filter(
    ({ code, path }) => !holes.some((hole) => dependsOn(code, path, hole)),
  );
  reportShape(certain, place, diagnostics);
  return certain.length === 0;
}

/** Paths of the values that hold expressions. */
export function holesOf(value: Json, path: Path): Path[] {
  if (typeof value === 'string') return hasExpression(value) ? [path] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => holesOf(item, [...path, key]));
}

/**
 * Whether a problem may go away once the hole is filled: it is at, below or around it. A field that
 * is not known stays so.
 */
function dependsOn(code: string, path: Path, hole: Path): boolean {
  const shared = path.slice(0, hole.length);
  if (code === 'field.unknown') return false;
  const along = shared.every((key, index) => String(key) === String(hole[index]));
  if (!along) return false;
  return path.length >= hole.length || code === 'field.invalid';
}

/** The fields whose value is known now: those without an expression. */
export function knownFields(raw: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(raw).filter(([, value]) => holesOf(value, []).length === 0),
  );
}
