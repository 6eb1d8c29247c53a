import { useState } from 'react';
import type { InputsSchema } from '../../server/schemas/index.js';
import { ApiError } from '../api/http';
import type { InputProblem, Json, JsonObject } from '../api/types';
import { sentValue, startValue } from './field';

/** What is written into the form of a pipeline's inputs, and what the server says of it. */
export function useInputs(schema: InputsSchema) {
  const properties = Object.entries(schema.properties ?? {});
  const [values, setValues] = useState<JsonObject>(() =>
    Object.fromEntries(properties.map(([name, each]) => [name, startValue(each)])),
  );
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
  const errorOf = (name: string): string | undefined =>
    problems
      .filter(({ input }) => input === name)
      // What the input means is said above it already.
      .map(({ message, hint }) =>
        hint && hint !== schema.properties[name]?.description ? `${message} (${hint})` : message,
      )
      .join('; ') || undefined;
  /** Keep what an error says of fields; false where it says nothing of them. */
  const take = (error: unknown): boolean => {
    const found = error instanceof ApiError ? (error.problem.problems ?? []) : [];
    const known = found.filter(({ input }) => input in values);
    setProblems(known);
    return found.length > 0 && known.length === found.length;
  };
  return { properties, required: new Set(schema.required ?? []), values, set, sent, errorOf, take };
}

export type Inputs = ReturnType<typeof useInputs>;
