import type { Json } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { hasExpression } from '../expressions/text.js';
import { matches } from '../patterns.js';
import type { InputDefinition, InputDefinitions } from '../schema/input.js';
import { nameOf } from '../schema/issue-words.js';
import { readPlace } from '../schema/read-place.js';
import type { Place } from '../source/source.js';
import { checkInput, sayFault } from './check.js';
import { inputSchema } from './input-schema.js';

/** Which words say something about which types. */
const wordsOfType: { [word: string]: readonly InputDefinition['type'][] } = {
  minimum: ['integer', 'number'],
  maximum: ['integer', 'number'],
  'min-length': ['string'],
  'max-length': ['string'],
  pattern: ['string'],
  format: ['string'],
  items: ['array'],
  'min-items': ['array'],
  'max-items': ['array'],
};

/** The inputs of a pipeline that make sense; what does not is reported. */
export function checkDefinitions(
  definitions: InputDefinitions,
  place: Place,
  diagnostics: Diagnostics,
): InputDefinitions {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      checkDefinition(definition, place.at(name), diagnostics),
    ]),
  );
}

/** The definition; where it makes no sense, one that any value fits. */
function checkDefinition(
  definition: InputDefinition,
  place: Place,
  diagnostics: Diagnostics,
): InputDefinition {
  for (const [word, types] of Object.entries(wordsOfType)) {
    if (!place.has(word) || types.includes(definition.type)) continue;
    const message = `${word} says nothing of type ${definition.type}`;
    diagnostics.add('field.conflict', place.at(word).key, message, {
      hint: `it is for type ${types.join(' or ')}`,
    });
  }
  if (!isPattern(definition.pattern)) {
    const at = place.at('pattern').value;
    diagnostics.add('field.invalid', at, 'pattern is no regular expression');
    const { pattern: _pattern, ...rest } = definition;
    return rest;
  }
  refuseEmptyRanges(definition, place, diagnostics);
  const read = readValues(definition, place, diagnostics);
  checkValues(read, place, diagnostics);
  return read;
}

/** Limits that no value keeps to. */
function refuseEmptyRanges(
  definition: InputDefinition,
  place: Place,
  diagnostics: Diagnostics,
): void {
  for (const [least, most] of ranges) {
    const [low, high] = [definition[least], definition[most]];
    if (low === undefined || high === undefined || low <= high) continue;
    const message = `${least} is above ${most}: no value fits`;
    diagnostics.add('field.conflict', place.at(least).value, message);
  }
}

const ranges = [
  ['minimum', 'maximum'],
  ['min-length', 'max-length'],
  ['min-items', 'max-items'],
] as const;

/** With `default` and `enum` read as what the input's type asks for. */
function readValues(
  definition: InputDefinition,
  place: Place,
  diagnostics: Diagnostics,
): InputDefinition {
  const { enum: choices, default: standard, ...rest } = definition;
  const of = inputSchema(rest);
  const read = (at: Place) => readPlace(at, of, diagnostics);
  return {
    ...rest,
    ...(choices && { enum: choices.map((_, index) => read(place.at('enum', index))) }),
    ...(standard === undefined ? {} : { default: read(place.at('default')) }),
  };
}

function checkValues(definition: InputDefinition, place: Place, diagnostics: Diagnostics): void {
  const { enum: choices, ...rest } = definition;
  if (choices?.some((choice) => typeof choice === 'object')) {
    const at = place.at('enum').value;
    diagnostics.add('field.invalid', at, 'enum lists texts, numbers, true or false');
    return;
  }
  for (const [index, choice] of choices?.entries() ?? []) {
    report(rest, choice, place.at('enum', index), diagnostics);
  }
  if (definition.default !== undefined) {
    report(definition, definition.default, place.at('default'), diagnostics);
  }
}

function report(
  definition: InputDefinition,
  value: unknown,
  place: Place,
  diagnostics: Diagnostics,
): void {
  if (typeof value === 'string' && hasExpression(value)) {
    diagnostics.add('expression.static', place.value, 'an input cannot hold an expression');
    return;
  }
  for (const fault of checkInput(definition, value as Json, matches)) {
    const said = sayFault(nameOf(place.path), fault);
    diagnostics.add('field.invalid', place.at(...fault.path).value, said);
  }
}

function isPattern(pattern: string | undefined): boolean {
  try {
    return pattern === undefined || new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
