import type { JsonObject } from '../../contract/plan.js';
import { didYouMean } from '../names.js';
import { readPlace } from '../schema/read-place.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';
import type { StepTypeInfo } from '../step-type.js';
import type { Build } from './build.js';
import { checkScripts } from './scripts.js';

/** What a step turns out to be. `broken`: what is wrong has been reported. */
export type Kind =
  | { kind: 'type'; info: StepTypeInfo; raw: JsonObject; fields: Place }
  | { kind: 'pipeline'; file: string }
  | { kind: 'broken' };

export type ListName = 'steps' | 'on-hold' | 'finally';

const broken: Kind = { kind: 'broken' };
const scriptFields = ['run', 'check', 'undo', 'outputs'] as const;
const besidePipeline = ['id', 'name', 'uses', 'if', 'needs', 'with', 'runs-on'];

/** Tells what a step is from `uses` and `run`, and reports fields that cannot stand together. */
export function classify(shape: StepShape, place: Place, list: ListName, build: Build): Kind {
  const { uses, run } = shape;
  const { diagnostics } = build;
  if (uses !== undefined && run !== undefined) {
    diagnostics.add('field.conflict', place.at('run').key, 'a step has uses or run, not both');
    return broken;
  }
  if (run !== undefined) return script(shape, place, build);
  if (uses === undefined) {
    // What does not fit has been left out, and was reported then.
    if (place.has('uses') || place.has('run') || place.node.kind !== 'map') return broken;
    diagnostics.add('field.missing', place.value, 'a step needs uses or run', {
      hint: 'uses: names a step type or another pipeline; run: is a script',
    });
    return broken;
  }
  for (const field of scriptFields) {
    if (shape[field] === undefined) continue;
    diagnostics.add('field.conflict', place.at(field).key, `${field} stands beside run only`);
  }
  if (isFile(uses)) return pipelineUse(uses, place, list, build);
  if (uses === 'shell') {
    diagnostics.add('field.conflict', place.at('uses').value, 'a script is written as run', {
      hint: 'write run: instead of uses: shell',
    });
    return broken;
  }
  if (uses === 'approval' && list !== 'steps') {
    diagnostics.add('field.conflict', place.at('uses').value, `${list} cannot wait for a person`);
    return broken;
  }
  const info = build.catalogue.get(uses);
  if (info) {
    const fields = place.at('with');
    const raw = shape.with === undefined ? {} : readPlace(fields, info.with, diagnostics);
    return { kind: 'type', info, raw: raw as JsonObject, fields };
  }
  const hint = didYouMean(uses, build.catalogue.keys(), 'step types');
  diagnostics.add('step.type', place.at('uses').value, `there is no step type ${uses}`, {
    hint: hint ?? 'a pipeline as a step ends with .yaml',
  });
  return broken;
}

/** Whether `uses` names a pipeline's file and not a step type. */
function isFile(uses: string): boolean {
  return /\.ya?ml$/i.test(uses) || uses.includes('/');
}

function pipelineUse(uses: string, place: Place, list: ListName, build: Build): Kind {
  const { diagnostics } = build;
  if (list !== 'steps') {
    diagnostics.add('field.conflict', place.at('uses').value, `${list} cannot use a pipeline`);
    return broken;
  }
  if (uses.includes('${{')) {
    diagnostics.add('expression.static', place.at('uses').value, 'uses cannot be an expression');
    return broken;
  }
  const node = place.node;
  for (const field of node.kind === 'map' ? node.entries.keys() : []) {
    if (besidePipeline.includes(field) || !place.has(field)) continue;
    diagnostics.add(
      'field.conflict',
      place.at(field).key,
      `${field} cannot stand beside a pipeline`,
      { hint: 'beside uses: FILE stand only id, name, if, needs, with and runs-on' },
    );
  }
  return { kind: 'pipeline', file: uses };
}

function script(shape: StepShape, place: Place, build: Build): Kind {
  const info = build.catalogue.get('shell');
  if (shape.with !== undefined) {
    build.diagnostics.add('field.conflict', place.at('with').key, 'run has no with', {
      hint: 'hand values to a script through env',
    });
  }
  if (!checkScripts(shape, place, build.diagnostics)) return broken;
  if (!info) {
    build.diagnostics.add('step.type', place.at('run').key, 'there is no step type shell');
    return broken;
  }
  const given = scriptFields.filter((field) => shape[field] !== undefined);
  const raw = Object.fromEntries(given.map((field) => [field, shape[field]])) as JsonObject;
  return { kind: 'type', info, raw, fields: place };
}
