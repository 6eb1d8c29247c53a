import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { Json, JsonObject } from '../../contract/plan.js';
import { writeJson } from '../../worker/engine/write-json.js';

/** Where a field lies in a body: `ref`, `repository.name`, `commits.0.id`. */
const path = z.string().min(1).max(300);

/** Which fields of a body become inputs: `{"revision": "after"}`. */
export const hookMap = z
  .record(z.string().max(100), path)
  .describe(
    'Input → field of the body, with dots: {"revision": "after"}; the other fields are left',
  );
export type HookMap = z.infer<typeof hookMap>;

/** The inputs that a body gives; a field that is not there gives none. */
export function mapped(map: HookMap, body: JsonObject): JsonObject {
  const inputs = Object.entries(map).flatMap(([input, from]) => {
    const value = from.split('.').reduce<Json | undefined>(fieldOf, body);
    return value === undefined || value === null ? [] : [[input, value] as const];
  });
  return Object.fromEntries(inputs);
}

function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // Not the length of a list, nor what every object has.
  return Object.keys(value).includes(name) ? (value as JsonObject)[name] : undefined;
}

/** The map of a hook; undefined where the whole body is its inputs. */
export async function readMap(file: string): Promise<HookMap | undefined> {
  try {
    return hookMap.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @param map Undefined: there shall be none. */
export async function keepMap(file: string, map: HookMap | undefined): Promise<void> {
  if (map === undefined) await rm(file, { force: true });
  else await writeJson(file, map);
}
