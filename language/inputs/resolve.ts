import type { Json, JsonObject } from '../../contract/plan.js';
import { didYouMean } from '../names.js';
import type { InputDefinition, InputDefinitions } from '../schema/input.js';
import { shapeProblems } from '../schema/issues.js';
import { coerce } from './coerce.js';
import { inputSchema, isRequired } from './input-schema.js';

/** An input that a run cannot start with. */
export interface InputProblem {
  /** Name of the input. */
  input: string;
  code: 'input.unknown' | 'input.missing' | 'input.invalid';
  /** A sentence that names the input. */
  message: string;
  hint?: string;
}

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
    return [name, resolveOne(name, definition, value, problems)];
  });
  return { values: Object.fromEntries(values), problems };
}

function resolveOne(
  input: string,
  definition: InputDefinition,
  given: unknown,
  problems: InputProblem[],
): Json {
  if (given === undefined) {
    if (!isRequired(definition)) return (definition.default ?? null) as Json;
    const hint = definition.description;
    const message = `the input ${input} is missing`;
    problems.push({
      input,
      code: 'input.missing',
      message,
      ...(hint === undefined ? {} : { hint }),
    });
    return null;
  }
  const value = (typeof given === 'string' ? coerce(given, definition) : given) as Json;
  for (const { path, message, hint } of shapeProblems(inputSchema(definition), value)) {
    problems.push({
      input,
      code: 'input.invalid',
      message: message.replace(/^the value/, [input, ...path].join('.')),
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return value;
}
