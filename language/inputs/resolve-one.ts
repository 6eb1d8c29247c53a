import type { Json } from '../../contract/plan.js';
import type { InputDefinition } from '../schema/input.js';
import { checkInput, type Matches, sayFault } from './check.js';
import { coerce, Unreadable } from './coerce.js';

/** An input that a run, or a pipeline inside one, cannot start with. */
export interface InputProblem {
  /** Name of the input. */
  input: string;
  code: 'input.unknown' | 'input.missing' | 'input.invalid';
  /** A sentence that names the input. */
  message: string;
  hint?: string;
}

/** Whether a run has to give it. */
export function isRequired(definition: InputDefinition): boolean {
  return definition.default === undefined && definition.required !== false;
}

/**
 * One input from what was given: null counts as not given, text is read as the declared type, and
 * the value is checked. Pure: a workflow does it for the inputs of a pipeline inside.
 */
export function resolveOne(
  input: string,
  definition: InputDefinition,
  given: Json | undefined,
  matches: Matches,
): { value: Json; problems: InputProblem[] } {
  if (given === undefined || given === null) {
    if (!isRequired(definition)) {
      return { value: (definition.default ?? null) as Json, problems: [] };
    }
    const hint = definition.description;
    const message = `the input ${input} is missing`;
    const missing: InputProblem = { input, code: 'input.missing', message };
    return { value: null, problems: [hint === undefined ? missing : { ...missing, hint }] };
  }
  try {
    const value = typeof given === 'string' ? coerce(given, definition) : given;
    const faults = checkInput(definition, value, matches);
    const problems = faults.map((fault): InputProblem => {
      return { input, code: 'input.invalid', message: sayFault(input, fault) };
    });
    return { value, problems };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { message, hint } = error;
    const problem = {
      input,
      code: 'input.invalid',
      message: `${input}: ${message}`,
      hint,
    } as const;
    return { value: given, problems: [problem] };
  }
}
