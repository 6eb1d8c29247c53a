import type { Json, JsonObject, PlannedGroup, Template } from '../../contract/plan.js';
import { hasExpression } from '../expressions/text.js';
import { inputSchema, isRequired } from '../inputs/input-schema.js';
import { didYouMean } from '../names.js';
import type { InputDefinitions } from '../schema/input.js';
import { shapeProblems } from '../schema/issues.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';
import type { Build } from './build.js';
import { secretOf } from './expression.js';
import type { Allowed } from './scope.js';
import { conditionOf } from './step.js';
import type { Surroundings } from './surroundings.js';
import { compileTemplate, readsOf } from './template.js';
import { holesOf, reportShape } from './with.js';

/** Hidden input by which a group hands its task queue, an expression, to its steps. */
const runsOnInput = '(runs-on)';

/** A pipeline as a step, as its own scope sees it: without what is inside. */
export function compileGroup(
  shape: StepShape,
  place: Place,
  inner: { inputs: InputDefinitions; outputs: { [name: string]: Template } },
  identity: { id: string; needs: string[] },
  around: Surroundings,
): PlannedGroup {
  const { build, scope } = around;
  const allowed: Allowed = { scope, ...(around.upstream ? { steps: around.upstream } : {}) };
  const inputs = innerInputs(shape, place.at('with'), inner.inputs, allowed, build);
  const written = shape['runs-on'];
  const runsOn =
    written === undefined
      ? around.runsOn
      : compileTemplate(written, place.at('runs-on'), allowed, build.diagnostics);
  if (runsOn && !('literal' in runsOn)) inputs[runsOnInput] = runsOn;
  const condition = conditionOf(shape, place, allowed, around);
  const reads = Object.values(inputs)
    .flatMap(readsOf)
    .concat(condition?.reads ?? []);
  const { line, column } = place.value;
  return {
    id: identity.id,
    group: around.group,
    ...(shape.name === undefined ? {} : { name: shape.name }),
    ...(condition ? { if: condition } : {}),
    needs: identity.needs,
    reads: [...new Set(reads.map((read) => read.step))],
    inputs,
    outputs: inner.outputs,
    source: { file: place.source.file, line, column },
  };
}

/** The task queue of a group's steps, in the words of the inner scope. */
export function innerRunsOn(
  written: string | undefined,
  inherited: Template | undefined,
): Template | undefined {
  if (written !== undefined && !hasExpression(written)) return { literal: written };
  if (written === undefined && (!inherited || 'literal' in inherited)) return inherited;
  return { expression: { expr: `inputs['${runsOnInput}']`, reads: [] } };
}

/** What the inner pipeline is given, checked by its inputs; defaults filled in. */
function innerInputs(
  shape: StepShape,
  place: Place,
  definitions: InputDefinitions,
  allowed: Allowed,
  { diagnostics }: Build,
): { [name: string]: Template } {
  const given = (shape.with ?? {}) as JsonObject;
  const names = Object.keys(definitions);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names, 'its inputs');
    const message = `that pipeline has no input ${name}`;
    diagnostics.add('field.unknown', place.at(name).key, message, { hint });
  }
  const entries = Object.entries(definitions).map(([name, definition]): [string, Template] => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const here = place.at(name);
    if (value === undefined) {
      if (isRequired(definition)) {
        const hint = definition.description;
        diagnostics.add('field.missing', place.key, `the input ${name} is missing`, { hint });
      }
      return [name, { literal: (definition.default ?? null) as Json }];
    }
    if (isSecret(value)) {
      diagnostics.add('secret.place', here.value, 'a secret cannot be handed to a pipeline', {
        hint: 'declare it in the secrets of that pipeline',
      });
      return [name, { literal: null }];
    }
    if (holesOf(value, []).length === 0) {
      reportShape(
        shapeProblems(inputSchema(definition), value).map(named(name)),
        here,
        diagnostics,
      );
    }
    return [name, compileTemplate(value, here, allowed, diagnostics)];
  });
  return Object.fromEntries(entries);
}

function isSecret(value: Json): boolean {
  if (typeof value !== 'string' || !hasExpression(value)) return false;
  return secretOf(value.trim().slice(3, -2)) !== undefined;
}

function named(name: string) {
  return <Problem extends { message: string }>(problem: Problem): Problem => ({
    ...problem,
    message: problem.message.replace(/^the value/, name),
  });
}
