import type { Expression, Json, JsonObject, Template } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { hasExpression, splitText } from '../expressions/text.js';
import { suggest } from '../names.js';
import type { Place } from '../source/source.js';
import { compileExpression, secretOf } from './expression.js';
import type { Allowed } from './scope.js';

/** Where an expression stands that is wrong: the plan is not used then. */
const broken: Template = { literal: null };

/** A value with its expressions checked. A part without any is one literal. */
export function compileTemplate(
  value: Json,
  place: Place,
  allowed: Allowed,
  diagnostics: Diagnostics,
): Template {
  if (typeof value === 'string') return compileText(value, place, allowed, diagnostics);
  if (value === null || typeof value !== 'object') return { literal: value };
  if (Array.isArray(value)) {
    const list = value.map((item, i) => compileTemplate(item, place.at(i), allowed, diagnostics));
    return list.every(isLiteral) ? { literal: value } : { list };
  }
  const entries = Object.entries(value).map(([key, item]): [string, Template] => [
    key,
    compileTemplate(item, place.at(key), allowed, diagnostics),
  ]);
  return entries.every(([, item]) => isLiteral(item))
    ? { literal: value }
    : { map: Object.fromEntries(entries) };
}

/** A text that is an expression without `${{ }}` (`if:`), or is one expression with it. */
export function compileCondition(
  text: string,
  place: Place,
  allowed: Allowed,
  diagnostics: Diagnostics,
): Expression | undefined {
  if (!hasExpression(text)) {
    return compileExpression({ expr: text, place, range: place.find(text) }, allowed, diagnostics);
  }
  const template = compileText(text, place, allowed, diagnostics);
  if ('expression' in template) return template.expression;
  if ('text' in template) {
    diagnostics.add('expression.syntax', place.value, 'this has to be one expression', {
      hint: `write it without \${{ }}`,
    });
  }
  return undefined;
}

function compileText(
  text: string,
  place: Place,
  allowed: Allowed,
  diagnostics: Diagnostics,
): Template {
  const parts = splitText(text);
  if ('unclosed' in parts) {
    const range = place.find(parts.unclosed.split('\n', 1)[0] ?? '');
    diagnostics.add(
      'expression.syntax',
      range ? place.span(range) : place.value,
      `\${{ is not closed by }}`,
      { hint: `to write \${{ itself: \${{ '\${{' }}` },
    );
    return broken;
  }
  const [only] = parts;
  if (parts.length === 1 && only && 'literal' in only) return { literal: text };
  if (parts.length === 1 && only && 'expr' in only) {
    const secret = allowed.secrets ? secretOf(only.expr) : undefined;
    if (secret !== undefined) return compileSecret(secret, place, allowed, diagnostics);
  }
  let after = 0;
  const compiled = parts.map((part) => {
    if ('literal' in part) return part.literal;
    const whole = place.find(part.raw, after);
    after = whole?.end ?? after;
    const range = whole && { start: whole.start + 3, end: whole.end - 2 };
    return compileExpression({ expr: part.expr, place, range }, allowed, diagnostics);
  });
  const whole = compiled.filter((part) => part !== undefined);
  if (whole.length < compiled.length) return broken;
  const [first] = whole;
  return whole.length === 1 && typeof first === 'object' ? { expression: first } : { text: whole };
}

function compileSecret(
  name: string,
  place: Place,
  { scope }: Allowed,
  diagnostics: Diagnostics,
): Template {
  scope.usedSecrets.add(name);
  if (!scope.secrets.has(name)) {
    const near = suggest(name, scope.secrets);
    diagnostics.add('secret.unknown', place.value, `the secret ${name} is not declared`, {
      hint:
        near === undefined
          ? `declare it at the top of this file: secrets: [${[...scope.secrets, name].join(', ')}]`
          : `did you mean ${near}?`,
    });
  }
  return { secret: name };
}

function isLiteral(template: Template): template is { literal: Json } {
  return 'literal' in template;
}

/** The entries of a map, each a template of its own. */
export function entriesOf(template: Template): [string, Template][] {
  if ('map' in template) return Object.entries(template.map);
  if (!('literal' in template)) return [];
  return Object.entries(template.literal as JsonObject).map(([key, literal]) => [key, { literal }]);
}
