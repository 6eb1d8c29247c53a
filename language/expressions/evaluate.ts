import { Evaluator } from '@actions/expressions';
import type { Json } from '../../contract/plan.js';
import { fromData, toDictionary } from './data.js';
import { ExpressionError } from './error.js';
import { functions, roundingFromJson } from './functions.js';
import { parseExpression } from './parse.js';

export { ExpressionError } from './error.js';

/**
 * The value of an expression, by GitHub's rules
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/expressions): `==` ignores
 * case, there is no arithmetic, `a.*.b` filters, what is not there is null. Pure, and safe inside a
 * Temporal workflow: the same answer in every replay.
 *
 * @param expr The text between `${{` and `}}`.
 * @param contexts What an expression may start with: `{ inputs, steps, run }`.
 * @param rounds Digits of numbers may be lost, as runs of Muster 0.1 lost them.
 * @throws ExpressionError
 */
export function evaluate(
  expr: string,
  contexts: { readonly [name: string]: Json },
  rounds = false,
): Json {
  const tree = parseExpression(expr, Object.keys(contexts));
  try {
    const known = new Map(functions);
    const fromJson = known.get('fromjson');
    if (rounds && fromJson) known.set('fromjson', { ...fromJson, call: roundingFromJson });
    return fromData(new Evaluator(tree, toDictionary(contexts, rounds), known).evaluate());
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    if (error instanceof RangeError) {
      throw new ExpressionError('limit', 'the expression is too large', { cause: error });
    }
    // The library's functions throw plain errors: an invalid format, a predicate that is no boolean.
    const message = error instanceof Error ? error.message : String(error);
    throw new ExpressionError('value', message, { cause: error });
  }
}
