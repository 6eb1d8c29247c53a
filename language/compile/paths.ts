import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Json, JsonObject, Template } from '../../contract/plan.js';
import { alternatives, childSchemas, pathKind } from '../schema/walk.js';
import type { Path } from '../source/node.js';

/** A path that a field of `with` names. */
export interface FoundPath {
  kind: 'file' | 'output' | 'directory';
  /** Absolute. */
  path: string;
  /** Of the field, in `with`. */
  field: Path;
}

interface Walk {
  directory: string;
  found: FoundPath[];
}

/**
 * `with` with its literal paths made absolute against the folder of the file that wrote them, and
 * what they are. A path with an expression in it is made absolute by the worker.
 */
export function absolutePaths(
  template: Template,
  schema: z.ZodType,
  directory: string,
): { template: Template; found: FoundPath[] } {
  const walk: Walk = { directory, found: [] };
  return { template: inTemplate(template, [schema], [], walk), found: walk.found };
}

function inTemplate(template: Template, schemas: z.ZodType[], field: Path, walk: Walk): Template {
  if ('literal' in template) return { literal: inJson(template.literal, schemas, field, walk) };
  if ('list' in template) {
    const items = template.list.map((item, index) =>
      inTemplate(item, below(schemas, index), [...field, index], walk),
    );
    return { list: items };
  }
  if (!('map' in template)) return template;
  const entries = Object.entries(template.map).map(([key, item]) => [
    key,
    inTemplate(item, below(schemas, key), [...field, key], walk),
  ]);
  return { map: Object.fromEntries(entries) };
}

function inJson(value: Json, schemas: z.ZodType[], field: Path, walk: Walk): Json {
  if (typeof value === 'string') {
    const kind = schemas.flatMap((one) => [one, ...alternatives(one)]).map(pathKind);
    const first = kind.find((one) => one !== undefined) as FoundPath['kind'] | undefined;
    if (first === undefined) return value;
    const path = resolve(walk.directory, value);
    walk.found.push({ kind: first, path, field });
    return path;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    return value.map((item, i) => inJson(item, below(schemas, i), [...field, i], walk));
  }
  const entries = Object.entries(value as JsonObject).map(([key, item]) => [
    key,
    inJson(item, below(schemas, key), [...field, key], walk),
  ]);
  return Object.fromEntries(entries);
}

function below(schemas: z.ZodType[], key: string | number): z.ZodType[] {
  return schemas.flatMap((one) => childSchemas(one, key));
}
