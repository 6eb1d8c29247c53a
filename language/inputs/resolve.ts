import type { Json, JsonObject } from '../../contract/plan.js';
import { didYouMean, suggest } from '../names.js';
import { matches } from '../patterns.js';
import type { InputDefinition, InputDefinitions } from '../schema/input.js';
import { inQuotes } from '../values/numbers.js';
import { type InputProblem, resolveOne } from './resolve-one.js';

export type { InputProblem } from './resolve-one.js';

export interface ResolvedInputs {
  /** Every declared input; one that may be left out and is, is null. */
  values: JsonObject;
  /** Empty where a run can start. */
  problems: InputProblem[];
}

/**
 * The inputs of a run from what it was given, with defaults. Text is read as the declared type
 * (`3`, `true`, `a,b` or JSON for lists, JSON for maps), as a command line has nothing but text.
 */
export function resolveInputs(
  definitions: InputDefinitions,
  given: { readonly [name: string]: unknown },
): ResolvedInputs {
  const problems: InputProblem[] = [];
  const names = Object.keys(definitions);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names, 'inputs') ?? 'this pipeline has no inputs';
    problems.push({
      input: name,
      code: 'input.unknown',
      message: `there is no input ${name}`,
      hint,
    });
  }
  const values = Object.entries(definitions).map(([name, definition]): [string, Json] => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const one = resolveOne(name, definition, value as Json | undefined, matches);
    problems.push(...one.problems.map((problem) => withHint(definition, one.value, problem)));
    return [name, one.value];
  });
  return { values: Object.fromEntries(values), problems };
}

/** What the value was most likely meant to be, where there is a list of them. */
function withHint(definition: InputDefinition, value: Json, problem: InputProblem): InputProblem {
  const { enum: choices, type } = definition;
  if (type === 'string' && problem.code === 'input.invalid' && isBare(value)) {
    return { ...problem, hint: inQuotes };
  }
  const isChoice = problem.code === 'input.invalid' && choices && typeof value === 'string';
  const near = isChoice ? suggest(value, choices.map(String)) : undefined;
  return near === undefined ? problem : { ...problem, hint: `did you mean ${near}?` };
}

/** Whether a file has it without quotes, where text is asked for. */
function isBare(value: Json): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
