import { z } from 'zod';
import type { Json } from '../../contract/plan.js';
import type { Node, Path, ScalarNode } from '../source/node.js';
import { inexactWords, inQuotes } from '../values/numbers.js';
import { alternatives, childSchemas } from './walk.js';

/** A number, true or false that cannot be taken as it is written. */
export interface ReadProblem {
  /**
   * `inexact`: no number has these digits. `unclear`: nothing says whether text or a number is
   * wanted, and it would be printed otherwise than it is written.
   */
  kind: 'inexact' | 'unclear';
  path: Path;
  message: string;
  hint: string;
}

export interface Read {
  value: Json;
  problems: ReadProblem[];
}

/**
 * The value of a node where a schema says what is asked for. `1.10` is 1.1 for a number and `1.10`
 * for a text; where either may stand, what the schema names first decides.
 */
export function readNode(node: Node, schema: z.ZodType): Read {
  const problems: ReadProblem[] = [];
  return { value: readAt(node, [schema], [], problems), problems };
}

function readAt(node: Node, schemas: z.ZodType[], path: Path, problems: ReadProblem[]): Json {
  if (node.kind === 'list') {
    return node.items.map((item, index) =>
      readAt(item, below(schemas, index), [...path, index], problems),
    );
  }
  if (node.kind === 'map') {
    const entries = [...node.entries].map(([key, { value }]): [string, Json] => [
      key,
      readAt(value, below(schemas, key), [...path, key], problems),
    ]);
    return Object.fromEntries(entries);
  }
  return readScalar(node, schemas, path, problems);
}

function readScalar(
  { value, means }: ScalarNode,
  schemas: z.ZodType[],
  path: Path,
  problems: ReadProblem[],
): Json {
  if (means === undefined) return value;
  const written = String(value);
  const kinds = schemas.flatMap(alternatives).flatMap(kindOf);
  const wanted = kinds.find((kind) => ['text', 'any', typeof means.value].includes(kind));
  // Where text alone is asked for, it is refused like any other number.
  if (wanted === 'text') return kinds.includes(typeof means.value) ? written : means.value;
  if (wanted === 'any' || wanted === undefined) {
    const message = `${written} would become ${means.value}`;
    const hint = `write '${written}' in quotes to keep it as it is, or ${means.value}`;
    if (means.exact) problems.push({ kind: 'unclear', path, message, hint });
    else problems.push(inexact(written, means.value, path));
    return value;
  }
  if (!means.exact) problems.push(inexact(written, means.value, path));
  return means.value;
}

function inexact(written: string, value: number | boolean, path: Path): ReadProblem {
  return { kind: 'inexact', path, message: inexactWords(written, Number(value)), hint: inQuotes };
}

/** What a schema takes of a scalar. */
function kindOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodNumber) return ['number'];
  if (schema instanceof z.ZodBoolean) return ['boolean'];
  if (schema instanceof z.ZodUnknown || schema instanceof z.ZodAny) return ['any'];
  if (schema instanceof z.ZodLiteral) {
    return [...schema.values].map((one) => (typeof one === 'string' ? 'text' : typeof one));
  }
  const isText = schema instanceof z.ZodString || schema instanceof z.ZodStringFormat;
  return isText || schema instanceof z.ZodEnum ? ['text'] : [];
}

function below(schemas: z.ZodType[], key: string | number): z.ZodType[] {
  return schemas.flatMap((one) => childSchemas(one, key));
}
