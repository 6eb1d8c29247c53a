import { resolve } from 'node:path';
import type { z } from 'zod';
import type { JsonObject } from '../../contract/plan.js';
import { mapPaths } from '../../language/schema/paths.js';

/**
 * Make paths absolute. Those written in the pipeline are so already; those that came out of an
 * expression are relative to the folder of the file that holds the step.
 */
export function resolvePaths(schema: z.ZodType, value: JsonObject, directory: string): JsonObject {
  return mapPaths([schema], value, (path) => resolve(directory, path)) as JsonObject;
}
