import { Evaluator } from '@actions/expressions';
import type { Json } from '../../contract/plan.js';
import { fromData, toDictionary } from './data.js';
import { ExpressionError } from './error.js';
import { functions } from './functions.js';
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
 * @throws ExpressionError
 */
export function evaluate(expr: string, contexts: { readonly [name: string]: Json }): Json {
  const tree = parseExpression(expr, Object.keys(contexts));
  try {
    return fromData(new Evaluator(tree, toDictionary(contexts), new Map(functions)).evaluate());
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
