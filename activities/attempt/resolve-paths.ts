import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Json, JsonObject } from '../../contract/plan.js';
import { alternatives, childSchemas, pathKind } from '../../language/schema/walk.js';

/**
 * Make paths absolute. Those written in the pipeline are so already; those that came out of an
 * expression are relative to the folder of the file that holds the step. A field is a path if its
 * schema says so: `.meta({ path: … })`.
 */
export function resolvePaths(schema: z.ZodType, value: JsonObject, directory: string): JsonObject {
  return inValue([schema], value, directory) as JsonObject;
}

function inValue(schemas: z.ZodType[], value: Json, directory: string): Json {
  if (typeof value === 'string') {
    const candidates = schemas.flatMap((one) => [one, ...alternatives(one)]);
    return candidates.some((one) => pathKind(one) !== undefined)
      ? resolve(directory, value)
      : value;
  }
  if (value === null || typeof value !== 'object') return value;
  const below = (key: string | number) => schemas.flatMap((one) => childSchemas(one, key));
  if (Array.isArray(value)) {
    return value.map((item, index) => inValue(below(index), item, directory));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, inValue(below(key), item, directory)]),
  );
}
