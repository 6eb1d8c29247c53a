import type { z } from 'zod';
import type { Json, JsonObject } from '../../contract/plan.js';
import { childSchemas } from './walk.js';

/**
 * A value without the fields that are null where they need not be given: whoever writes `timeout:`
 * and nothing after it, or hands on an input that nobody gave, gives nothing.
 */
export function withoutNulls(schema: z.ZodType, value: Json): Json {
  return strip([schema], value);
}

function strip(schemas: z.ZodType[], value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const items = schemas.flatMap((one) => childSchemas(one, index));
      return strip(items, item);
    });
  }
  const entries = Object.entries(value as JsonObject).flatMap(([key, item]): [string, Json][] => {
    const fields = schemas.flatMap((one) => childSchemas(one, key));
    if (item === null && fields.length > 0 && fields.every(needNotBeGiven)) return [];
    return [[key, strip(fields, item)]];
  });
  return Object.fromEntries(entries);
}

/** Whether it may be left out, and null says nothing of its own. */
function needNotBeGiven(field: z.ZodType): boolean {
  return field.safeParse(undefined).success && !field.safeParse(null).success;
}
