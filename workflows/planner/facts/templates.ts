import type { Expression, Json, JsonObject, Template } from '../../../contract/plan.js';
import type { Rendered } from '../../../contract/task.js';
import { evaluate } from '../../../language/expressions/evaluate.js';

/** What an expression may read, and whether all of it is known. */
export interface Scope {
  /** Throws `UnknownValue` where the expression reads what nobody knows yet. */
  contexts(expression: Expression): JsonObject;
  /** Numbers may lose digits, as in runs that began with Muster 0.1. */
  rounds: boolean;
}

/** An expression reads an output that is not known: a step upstream does not hold. */
export class UnknownValue extends Error {
  override readonly name = 'UnknownValue';
  /** Full id of the step whose output is missing. */
  readonly step: string;

  constructor(step: string) {
    super(`the outputs of ${step} are not known`);
    this.step = step;
  }
}

export function evaluateIn(scope: Scope, expression: Expression): Json {
  return evaluate(expression.expr, scope.contexts(expression), scope.rounds);
}

/** GitHub's truth: false, 0, '' and null are false. */
export function isTrue(value: Json): boolean {
  return value !== false && value !== 0 && value !== '' && value !== null;
}

/** A template's value. Secrets become holes with a name, so `secrets` tells them from data. */
export function render(scope: Scope, template: Template): Rendered {
  const secrets: Rendered['secrets'] = {};
  const value = renderAt(scope, template, '', secrets);
  return { value: value as JsonObject, secrets };
}

/** A template's value where no secret can stand (inputs, outputs). */
export function renderValue(scope: Scope, template: Template): Json {
  return renderAt(scope, template, '', {});
}

function renderAt(
  scope: Scope,
  template: Template,
  pointer: string,
  secrets: Rendered['secrets'],
): Json {
  if ('literal' in template) return template.literal;
  if ('expression' in template) return evaluateIn(scope, template.expression);
  if ('text' in template) {
    return template.text
      .map((part) => (typeof part === 'string' ? part : asText(evaluateIn(scope, part))))
      .join('');
  }
  if ('secret' in template) {
    secrets[pointer] = template.secret;
    return null;
  }
  if ('list' in template) {
    return template.list.map((item, index) =>
      renderAt(scope, item, `${pointer}/${index}`, secrets),
    );
  }
  return Object.fromEntries(
    Object.entries(template.map).map(([key, item]) => [
      key,
      renderAt(scope, item, `${pointer}/${escapePointer(key)}`, secrets),
    ]),
  );
}

/** As GitHub puts a value into text: null is empty, objects are JSON. */
function asText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** RFC 6901. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
