import type { Json, JsonObject, PlannedGroup, Template } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { readsOf } from '../expressions/template-reads.js';
import { hasExpression } from '../expressions/text.js';
import { checkInput, sayFault } from '../inputs/check.js';
import { inputSchema } from '../inputs/input-schema.js';
import { isRequired } from '../inputs/resolve-one.js';
import { isTame } from '../inputs/tame-pattern.js';
import { didYouMean } from '../names.js';
import { matches } from '../patterns.js';
import type { InputDefinition, InputDefinitions } from '../schema/input.js';
import { readPlace } from '../schema/read-place.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';
import type { Build } from './build.js';
import { secretOf } from './expression.js';
import type { Allowed } from './scope.js';
import { conditionOf } from './step.js';
import type { Surroundings } from './surroundings.js';
import { compileTemplate } from './template.js';
import { holesOf } from './with.js';

type JsonChecks = NonNullable<PlannedGroup['checks']>;

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
    ...checksOf(inner.inputs, inputs),
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
    const here = place.at(name);
    const isGiven = Object.hasOwn(given, name) && given[name] !== null;
    if (!isGiven) {
      if (isRequired(definition)) {
        const hint = definition.description;
        diagnostics.add('field.missing', place.key, `the input ${name} is missing`, { hint });
      }
      return [name, { literal: (definition.default ?? null) as Json }];
    }
    const value = readPlace(here, inputSchema(definition), diagnostics);
    if (isSecret(value)) {
      diagnostics.add('secret.place', here.value, 'a secret cannot be handed to a pipeline', {
        hint: 'declare it in the secrets of that pipeline',
      });
      return [name, { literal: null }];
    }
    if (holesOf(value, []).length === 0) {
      for (const fault of checkInput(definition, value, matches)) {
        const at = here.at(...fault.path).value;
        diagnostics.add('field.invalid', at, sayFault(name, fault));
      }
    } else checkPattern(name, definition, here, diagnostics);
    return [name, compileTemplate(value, here, allowed, diagnostics)];
  });
  return Object.fromEntries(entries);
}

function isSecret(value: Json): boolean {
  if (typeof value !== 'string' || !hasExpression(value)) return false;
  return secretOf(value.trim().slice(3, -2)) !== undefined;
}

/** What an expression gives is checked by the run itself, where nothing ends a pattern that hangs. */
function checkPattern(
  name: string,
  { pattern }: InputDefinition,
  place: Place,
  diagnostics: Diagnostics,
): void {
  if (pattern === undefined || isTame(pattern)) return;
  const message = `the pattern of ${name} could hang a run that checks it: /${pattern}/`;
  diagnostics.add('field.conflict', place.value, message, {
    hint: 'write that pattern without repetitions of repetitions or of alternatives',
  });
}

/** The definitions of the inputs that only a run knows. */
function checksOf(
  definitions: InputDefinitions,
  inputs: { [name: string]: Template },
): Pick<PlannedGroup, 'checks'> {
  const entries = Object.entries(definitions).filter(([name]) => {
    const template = inputs[name];
    return template !== undefined && !('literal' in template);
  });
  return entries.length === 0 ? {} : { checks: Object.fromEntries(entries) as JsonChecks };
}
