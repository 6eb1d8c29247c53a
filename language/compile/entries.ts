import { dirname, relative, resolve } from 'node:path';
import { limits } from '../limits.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';
import type { Build } from './build.js';
import { classify, type Kind, type ListName } from './classify.js';

/** A step of a list with its id and what it is. */
export interface Entry {
  /** Local id. */
  id: string;
  shape: StepShape;
  place: Place;
  kind: Kind;
}

/**
 * The steps of a list. A step without an id is named after its list and position from 1: `step-2`,
 * `finally-1`. `taken`: ids so far, with their places; ids are unique in a pipeline.
 */
export function entriesOfList(
  name: ListName,
  shapes: readonly StepShape[],
  list: Place,
  taken: Map<string, Place>,
  build: Build,
): Entry[] {
  const entries: Entry[] = [];
  for (const [index, shape] of shapes.entries()) {
    const place = list.at(index);
    build.count++;
    if (build.count > limits.steps) {
      const message = `more than ${limits.steps} steps, those of inner pipelines included`;
      build.diagnostics.add('step.limit', place.value, message);
      return entries;
    }
    const id = shape.id ?? `${name === 'steps' ? 'step' : name}-${index + 1}`;
    const kind = classify(shape, place, name, build);
    const first = taken.get(id);
    if (first) {
      const at = shape.id === undefined ? place.value : place.at('id').value;
      build.diagnostics.add('step.id', at, `there are two steps with the id ${id}`, {
        related: { at: first.value, message: 'the first is here' },
        hint: 'rename one of them',
      });
      continue;
    }
    taken.set(id, place);
    refuseExpression(shape, place, build);
    entries.push({ id, shape, place, kind });
  }
  return entries;
}

function refuseExpression(shape: StepShape, place: Place, build: Build): void {
  if (!shape.name?.includes('${{')) return;
  const at = place.at('name').value;
  build.diagnostics.add('expression.static', at, 'name is plain text, without expressions');
}

/** Absolute path of the pipeline that a step uses; undefined where it may not, which is reported. */
export function innerFile(
  uses: string,
  place: Place,
  chain: readonly string[],
  build: Build,
): string | undefined {
  const file = resolve(dirname(place.source.file), uses);
  const at = place.at('uses').value;
  if (chain.includes(file)) {
    const cycle = [...chain.slice(chain.indexOf(file)), file];
    const from = dirname(chain[0] ?? file);
    const names = cycle.map((path) => relative(from, path)).join(' → ');
    build.diagnostics.add('pipeline.cycle', at, `pipelines use each other: ${names}`, {
      hint: 'a pipeline cannot be a part of itself: take one of these steps out',
    });
    return undefined;
  }
  if (chain.length >= limits.pipelineDepth) {
    const message = `pipelines nested deeper than ${limits.pipelineDepth}`;
    build.diagnostics.add('step.limit', at, message);
    return undefined;
  }
  return file;
}
