import { resolve } from 'node:path';
import type { z } from 'zod';
import type { Template } from '../../contract/plan.js';
import { mapPaths, type PathKind, schemasBelow } from '../schema/paths.js';
import type { Path } from '../source/node.js';

/** A path that a field of `with` names. */
export interface FoundPath {
  kind: PathKind;
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
  if ('literal' in template) {
    const absolute = (text: string, kind: PathKind, at: Path) => {
      const path = resolve(walk.directory, text);
      walk.found.push({ kind, path, field: at });
      return path;
    };
    return { literal: mapPaths(schemas, template.literal, absolute, field) };
  }
  if ('list' in template) {
    const items = template.list.map((item, index) =>
      inTemplate(item, schemasBelow(schemas, index), [...field, index], walk),
    );
    return { list: items };
  }
  if (!('map' in template)) return template;
  const entries = Object.entries(template.map).map(([key, item]) => [
    key,
    inTemplate(item, schemasBelow(schemas, key), [...field, key], walk),
  ]);
  return { map: Object.fromEntries(entries) };
}
