import type { Json, JsonObject } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { shapeProblems } from '../schema/issues.js';
import { withoutNulls } from '../schema/nulls.js';
import { type PipelineShape, pipelineSchema } from '../schema/pipeline.js';
import { readNode } from '../schema/read.js';
import { reportRead } from '../schema/read-place.js';
import type { Path } from '../source/node.js';
import { Place, type Source } from '../source/source.js';
import { reportShape, withoutThose } from './with.js';

const lists = ['steps', 'on-hold', 'finally'];
const open = ['with', 'default', 'enum', 'outputs', 'for-each'];

/**
 * A file's fields, typed. What does not fit is reported and left out, so that the rest can be
 * checked too; undefined where there is no rest.
 */
export function shapeOf(source: Source, diagnostics: Diagnostics): PipelineShape | undefined {
  const place = new Place(source);
  const read = readNode(source.root, pipelineSchema);
  const json = withoutNulls(pipelineSchema, read.value);
  // What stands where any value may is read again by what it turns out to be for.
  const problems = read.problems.filter(({ kind, path }) => kind === 'inexact' && !isOpen(path));
  if (!isMap(json)) {
    diagnostics.add('field.invalid', place.value, 'a pipeline is a map: name:, steps:, …');
    return undefined;
  }
  reportRead(problems, place, diagnostics);
  reportShape(withoutThose(shapeProblems(pipelineSchema, json), problems), place, diagnostics);
  // Leaving one thing out can make another one missing; a few rounds settle it.
  let rest: Json = json;
  for (let round = 0; round < 10; round++) {
    const result = pipelineSchema.safeParse(rest);
    if (result.success) return result.data;
    const paths = shapeProblems(pipelineSchema, rest).map(({ path }) => path);
    for (const path of paths) rest = without(rest, broken(path));
    rest = { ...(rest as JsonObject) };
    if (typeof rest.name !== 'string') rest.name = 'unnamed';
    if (!Array.isArray(rest.steps) || rest.steps.length === 0) return undefined;
  }
  return undefined;
}

/** Whether the schema of a pipeline's file says nothing of what stands at a path. */
function isOpen(path: Path): boolean {
  return open.some((name) => path.includes(name));
}

/** What to leave out for a wrong value: the value, for a list item its list, but not a step's list. */
function broken(path: Path): Path {
  const isStep = path.length === 2 && lists.includes(String(path[0]));
  if (isStep || typeof path.at(-1) !== 'number') return path;
  return broken(path.slice(0, -1));
}

function without(value: Json, path: Path): Json {
  const [first, ...rest] = path;
  if (first === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    // A step keeps its position.
    return value.map((item, index) => {
      if (index !== first) return item;
      return rest.length === 0 ? {} : without(item, rest);
    });
  }
  if (!Object.hasOwn(value, first)) return value;
  const copy = { ...value };
  if (rest.length === 0) delete copy[first];
  else copy[first] = without(copy[first] ?? null, rest);
  return copy;
}

function isMap(json: Json): json is JsonObject {
  return json !== null && typeof json === 'object' && !Array.isArray(json);
}
