import type { z } from 'zod';
import type { Json } from '../../contract/plan.js';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import { listOf, suggest } from '../names.js';
import type { Path } from '../source/node.js';
import { kindOfJson, nameOf, sayIssue } from './issue-words.js';
import { childSchemas, fieldsOf } from './walk.js';

type Issue = z.core.$ZodIssue;

/** A value that does not fit, in a person's words. */
export interface ShapeProblem {
  code: DiagnosticCode;
  path: Path;
  /** Whether the key or the value is wrong. */
  at: 'key' | 'value';
  message: string;
  hint?: string | undefined;
  /** The field that a mistyped one most likely means. */
  meant?: string | undefined;
  /** The field that is missing from the map at `path`. */
  missing?: string;
}

/** What is wrong with a value, by its schema. */
export function shapeProblems(schema: z.ZodType, value: Json): ShapeProblem[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return withoutEchoes(result.error.issues.flatMap((one) => explain(schema, value, one, [])));
}

/** A mistyped field is not a missing one too. */
function withoutEchoes(problems: ShapeProblem[]): ShapeProblem[] {
  const key = (parent: Path, name: string) => JSON.stringify([...parent, name]);
  const mistyped = problems.flatMap(({ path, meant }) =>
    meant === undefined ? [] : [key(path.slice(0, -1), meant)],
  );
  return problems.filter(
    ({ path, missing }) => missing === undefined || !mistyped.includes(key(path, missing)),
  );
}

function explain(schema: z.ZodType, root: Json, issue: Issue, base: Path): ShapeProblem[] {
  const path = [...base, ...(issue.path as Path)];
  const value = valueAt(root, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(schema, path, key));
  }
  if (issue.code === 'invalid_key') {
    const message = `${path.at(-1)} ${issue.issues[0]?.message ?? 'is no valid name'}`;
    return [{ code: 'field.invalid', path, at: 'key', message }];
  }
  if (issue.code === 'invalid_union') {
    const branch = bestBranch(issue.errors, value);
    if (branch) return branch.flatMap((one) => explain(schema, root, one, path));
  }
  if (value === undefined && issue.code !== 'custom') return [missingField(path)];
  const near =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? suggest(value, issue.values.map(String))
      : undefined;
  const hint = near === undefined ? undefined : `did you mean ${near}?`;
  const message = sayIssue(issue, value, nameOf(path));
  return [{ code: 'field.invalid', path, at: 'value', message, hint }];
}

function unknownField(schema: z.ZodType, path: Path, key: string): ShapeProblem {
  const fields = fieldsAt(schema, path);
  const meant = suggest(key, fields);
  const here = fields.length === 0 ? undefined : `fields here: ${listOf(fields)}`;
  return {
    code: 'field.unknown',
    path: [...path, key],
    at: 'key',
    message: `there is no field ${key} here`,
    hint: meant === undefined ? here : `did you mean ${meant}? (${here})`,
    meant,
  };
}

function missingField(path: Path): ShapeProblem {
  const missing = String(path.at(-1));
  const message = `${missing} is missing`;
  return { code: 'field.missing', path: path.slice(0, -1), at: 'key', message, missing };
}

/** The alternative that the value comes closest to: the one whose kind it has. */
function bestBranch(branches: Issue[][], value: Json | undefined): Issue[] | undefined {
  const sameKind = branches.filter(
    (issues) => !issues.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  return value === undefined ? undefined : sameKind.sort((a, b) => a.length - b.length)[0];
}

function fieldsAt(schema: z.ZodType, path: Path): string[] {
  const schemas = path.reduce<z.ZodType[]>(
    (all, key) => all.flatMap((one) => childSchemas(one, key)),
    [schema],
  );
  return [...new Set(schemas.flatMap((one) => fieldsOf(one) ?? []))];
}

function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const key of path) {
    if (kindOfJson(value) !== 'a list' && kindOfJson(value) !== 'a map') return undefined;
    const holder = value as { [key: string]: Json };
    value = Object.hasOwn(holder, key) ? holder[key] : undefined;
  }
  return value;
}
