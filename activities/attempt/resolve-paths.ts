import { resolve } from 'node:path';
import { z } from 'zod';
import type { Json, JsonObject } from '../../language/plan.js';

/**
 * Make paths absolute. Those written in the pipeline are so already; those that came out of an
 * expression are relative to the folder of the file that holds the step. A field is a path if its
 * schema says so: `.meta({ path: … })`.
 */
export function resolvePaths(schema: z.ZodType, value: JsonObject, directory: string): JsonObject {
  return walk(schema, value, directory) as JsonObject;
}

function walk(schema: z.core.$ZodType, value: Json, directory: string): Json {
  if (typeof value === 'string') {
    return isPath(schema, value) ? resolve(directory, value) : value;
  }
  if (value === null || typeof value !== 'object') return value;
  const inner = innerOf(schema, value);
  if (inner) return walk(inner, value, directory);
  if (Array.isArray(value)) {
    return schema instanceof z.ZodArray
      ? value.map((item) => walk(schema.element, item, directory))
      : value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const field = fieldOf(schema, key);
      return [key, field ? walk(field, item, directory) : item];
    }),
  );
}

/** The mark may sit on the field or on what it wraps. */
function isPath(schema: z.core.$ZodType, value: string): boolean {
  if (z.globalRegistry.get(schema)?.path !== undefined) return true;
  const inner = innerOf(schema, value);
  return inner !== undefined && isPath(inner, value);
}

/** What an optional or default schema wraps; of a union the first branch that takes the value. */
function innerOf(schema: z.core.$ZodType, value: Json): z.core.$ZodType | undefined {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return schema.unwrap();
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.find((option) => z.safeParse(option, value).success);
  }
  return schema instanceof z.ZodPipe ? schema.in : undefined;
}

function fieldOf(schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[key];
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}
