import { dirname } from 'node:path';
import type { Expression, JsonObject, PlannedStep, Template } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { readsOf } from '../expressions/template-reads.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';
import type { Draft } from './build.js';
import type { Kind } from './classify.js';
import type { Entry } from './entries.js';
import { environmentOf } from './environment.js';
import { compileForEach } from './for-each.js';
import { absolutePaths } from './paths.js';
import { milliseconds, refuseTooManyLooks, retryPolicy, verifyPolicy } from './policies.js';
import type { Allowed } from './scope.js';
import type { Surroundings } from './surroundings.js';
import { compileCondition, compileTemplate } from './template.js';
import { warnOfText } from './text-condition.js';
import { checkWith, knownFields } from './with.js';

/** An approval is a question to a person: no worker has it, and nothing of it is repeated. */
function ignoreOnApproval(shape: StepShape, place: Place, diagnostics: Diagnostics): void {
  for (const field of ['retry', 'env', 'runs-on', 'repeatable'] as const) {
    if (shape[field] === undefined) continue;
    diagnostics.add('field.ignored', place.at(field).key, `${field} says nothing of an approval`, {
      hint: 'it waits until somebody answers, or its timeout is over',
    });
  }
}

/** A step, without its files. `needs`: full ids. */
export function compileStep(
  shape: StepShape,
  place: Place,
  kind: Kind & { kind: 'type' },
  identity: { id: string; needs: string[] },
  around: Surroundings,
): Draft {
  const { scope, build } = around;
  const { diagnostics } = build;
  const { defaults } = around.shape;
  const plain: Allowed = { scope, state: !around.upstream };
  if (around.upstream) plain.steps = around.upstream;
  const own: Allowed = { ...plain, secrets: true };
  const forEach = compileForEach(shape['for-each'], place.at('for-each'), plain, diagnostics);
  if (forEach) own.each = 'item and key';

  const { info, raw, fields } = kind;
  const fits = checkWith(info.with, raw, fields, diagnostics);
  const asWritten: Template =
    info.type === 'shell' ? { literal: raw } : compileTemplate(raw, fields, own, diagnostics);
  const directory = dirname(place.source.file);
  const { template, found } = absolutePaths(asWritten, info.with, directory);
  const env = environmentOf(around.environment, shape.env, place.at('env'), own, diagnostics);
  const condition = conditionOf(shape, place, plain, around);
  const runsOn =
    shape['runs-on'] === undefined
      ? around.runsOn
      : compileTemplate(shape['runs-on'], place.at('runs-on'), plain, diagnostics);
  const checked = !fits || info.checked(raw);
  if (!checked && shape.verify !== undefined) {
    diagnostics.add('field.ignored', place.at('verify').key, 'there is nothing to verify by', {
      hint: 'give the step a check',
    });
  }
  const verify = verifyPolicy(shape, defaults, info.verify);
  refuseTooManyLooks(verify, place, diagnostics);
  if (info.type === 'approval') ignoreOnApproval(shape, place, diagnostics);
  const reads = [template, env, ...(runsOn ? [runsOn] : []), ...(forEach ? [forEach.items] : [])]
    .flatMap(readsOf)
    .concat(condition?.reads ?? []);
  const { line, column } = place.value;
  const step: Draft['step'] = {
    id: identity.id,
    group: around.group,
    type: info.type,
    with: template,
    env,
    needs: identity.needs,
    reads: [...new Set(reads.map((read) => read.step))],
    retry: retryPolicy(shape, defaults, checked),
    verify,
    onFailure: shape['on-failure'] ?? byDefault(info.type, defaults?.['on-failure']),
    repeatable: shape.repeatable ?? false,
    checked,
    undoable: fits && info.undoable(raw),
    directory,
    source: { file: place.source.file, line, column },
    ...optional({
      name: shape.name,
      if: condition,
      // A default is about attempts: it does not say how long people may take.
      ...(info.type === 'approval'
        ? { expires: milliseconds(shape.timeout) }
        : { timeout: milliseconds(shape.timeout ?? defaults?.timeout) }),
      runsOn,
      forEach,
    }),
  };
  return {
    step,
    identity: { type: info.type, with: asWritten, env, runsOn },
    paths: found,
    fields,
    known: knownFields(raw),
  };
}

/** What programs may fail at and be gone on without, whoever does not answer has not allowed. */
function byDefault(
  type: string,
  onFailure: PlannedStep['onFailure'] = 'hold',
): PlannedStep['onFailure'] {
  return type === 'approval' && onFailure === 'continue' ? 'hold' : onFailure;
}

/** Steps of `on-hold` and `finally`: they run in order, and nothing waits for them. */
export function compileHooks(entries: readonly Entry[], around: Surroundings): Draft[] {
  return entries.flatMap(({ id, shape, place, kind }) => {
    if (kind.kind === 'type') {
      const hook = { ...shape, 'on-failure': 'continue' as const };
      return [compileStep(hook, place, kind, { id, needs: [] }, around)];
    }
    if (kind.kind === 'broken') checkBroken(shape, place, around);
    return [];
  });
}

/** Checks the expressions of a step that is wrong in another way, so that all is said at once. */
export function checkBroken(shape: StepShape, place: Place, around: Surroundings): void {
  const { scope, build, upstream } = around;
  const each = shape['for-each'] === undefined ? {} : { each: 'item and key' as const };
  const allowed: Allowed = {
    scope,
    state: !upstream,
    secrets: true,
    ...each,
    ...(upstream ? { steps: upstream } : {}),
  };
  for (const field of ['with', 'env'] as const) {
    const value = (shape[field] ?? {}) as JsonObject;
    compileTemplate(value, place.at(field), allowed, build.diagnostics);
  }
  conditionOf(shape, place, allowed, around);
}

/** `if` of a step or group. */
export function conditionOf(
  shape: StepShape,
  place: Place,
  allowed: Allowed,
  { build }: Pick<Surroundings, 'build'>,
): Expression | undefined {
  const condition = shape.if;
  if (condition === undefined) return undefined;
  if (typeof condition === 'boolean') return { expr: String(condition), reads: [] };
  const compiled = compileCondition(condition, place.at('if'), allowed, build.diagnostics);
  if (compiled) warnOfText(compiled.expr, place.at('if'), allowed.scope, build);
  return compiled;
}

type Optional = Pick<PlannedStep, 'name' | 'if' | 'timeout' | 'runsOn' | 'forEach'>;

/** Without the fields that are undefined: a plan is plain JSON. */
function optional(fields: { [Key in keyof Optional]: Optional[Key] | undefined }): Optional {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
