import { z } from 'zod';
import type { Json, JsonObject } from './plan.js';

/** Any value of JSON. */
export const json = z.json().meta({ id: 'Json' }) as z.ZodType<Json>;

/** An object of JSON. */
export const jsonObject = z.record(z.string(), json) as z.ZodType<JsonObject>;
