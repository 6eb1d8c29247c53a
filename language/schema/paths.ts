import type { z } from 'zod';
import type { Json } from '../../contract/plan.js';
import type { Path } from '../source/node.js';
import { alternatives, childSchemas, pathKind } from './walk.js';

export type PathKind = 'file' | 'output' | 'directory';

/**
 * A value with its paths changed: a text is one if its schema says so (`.meta({ path: … })`), or that of
 * an alternative.
 * @param field Where the value stands
 */
export function mapPaths(
  schemas: readonly z.ZodType[],
  value: Json,
  change: (path: string, kind: PathKind, field: Path) => string,
  field: Path = [],
): Json {
  if (typeof value === 'string') {
    const kinds = schemas.flatMap((one) => [one, ...alternatives(one)]).map(pathKind);
    const kind = kinds.find((one) => one !== undefined) as PathKind | undefined;
    return kind === undefined ? value : change(value, kind, field);
  }
  if (value === null || typeof value !== 'object') return value;
  const inside = (key: string | number, item: Json) =>
    mapPaths(schemasBelow(schemas, key), item, change, [...field, key]);
  if (Array.isArray(value)) return value.map((item, index) => inside(index, item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(key, item)]));
}

/** The schemas of what stands under a key. */
export function schemasBelow(schemas: readonly z.ZodType[], key: string | number): z.ZodType[] {
  return schemas.flatMap((one) => childSchemas(one, key));
}
