import { useEffect, useState } from 'react';
import type { InputsSchema } from '../../server/schemas/index.js';
import { ApiError } from '../api/http';
import type { InputProblem, Json, JsonObject } from '../api/types';
import { type Draft, prefilled } from './draft';
import { keepDraft, keptDraft } from './draft-storage';
import { emptied, sentValue } from './field';

/** What is written into the form of a pipeline's inputs, and what the server says of it. */
export function useInputs(schema: InputsSchema, { given = {}, key }: Draft = {}) {
  const properties = Object.entries(schema.properties ?? {});
  const [values, setValues] = useState<JsonObject>(() =>
    prefilled(properties, given, keptDraft(key)),
  );
  useEffect(() => {
    if (key !== undefined) keepDraft(key, values);
  }, [key, values]);
  const [problems, setProblems] = useState<InputProblem[]>([]);
  const set = (name: string, value: Json) => {
    setValues((before) => ({ ...before, [name]: value }));
    setProblems((before) => before.filter(({ input }) => input !== name));
  };
  /** Only what differs from the defaults: a default of the file stays one. */
  const sent = (): JsonObject =>
    Object.fromEntries(
      properties.flatMap(([name, each]) => {
        const value = sentValue(each, values[name] ?? null);
        const isDefault = JSON.stringify(value) === JSON.stringify(each.default);
        return value === undefined || isDefault ? [] : [[name, value]];
      }),
    );
  /** What cannot be sent as it is; said beside the fields. */
  const check = (): boolean => {
    const found = properties.flatMap(([input, each]): InputProblem[] => {
      const message = emptied(each, values[input] ?? null);
      return message === undefined
        ? []
        : [{ input, code: 'input.invalid', message: `${input} ${message}` }];
    });
    setProblems(found);
    return found.length === 0;
  };
  const errorOf = (name: string): string | undefined =>
    problems
      .filter(({ input }) => input === name)
      // What the input means is said above it already.
      .map(({ message, hint }) =>
        hint && hint !== schema.properties[name]?.description ? `${message} (${hint})` : message,
      )
      .join('; ') || undefined;
  const isKnown = ({ input }: InputProblem) => input in values;
  /** Keep what an error says of fields, to be said beside them. */
  const take = (error: unknown) => setProblems(problemsIn(error).filter(isKnown));
  /** Whether all that an error says is said beside a field. */
  const tells = (error: unknown): boolean => {
    const found = problemsIn(error);
    return found.length > 0 && found.every(isKnown);
  };
  const required = new Set(schema.required ?? []);
  const isAmiss = problems.length > 0;
  return { properties, required, values, set, sent, check, errorOf, take, tells, isAmiss };
}

function problemsIn(error: unknown): InputProblem[] {
  return error instanceof ApiError ? (error.problem.problems ?? []) : [];
}

/** What is wrong with the one thing that was sent amiss, if it is this: such as the run's name. */
export function issueOf(error: unknown, path: string): string | undefined {
  const issues = error instanceof ApiError ? (error.problem.issues ?? []) : [];
  const isIt = issues.length > 0 && issues.every((issue) => issue.path === path);
  return isIt ? issues[0]?.message : undefined;
}

export type Inputs = ReturnType<typeof useInputs>;
