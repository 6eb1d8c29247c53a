import { data } from '@actions/expressions';
import {
  type Expr,
  FunctionCall,
  Grouping,
  Literal,
  Logical,
  Unary,
} from '@actions/expressions/ast';
import { soleAccess } from '../expressions/accesses.js';
import { parseExpression } from '../expressions/parse.js';
import type { Place } from '../source/source.js';
import type { Build } from './build.js';
import { contextNames, type Scope } from './scope.js';

const textFunctions = new Set(['format', 'join', 'tojson']);

/**
 * Warns of an `if` that is known to be text: `false` and `0` as text count as true, which is what
 * nobody means who writes it.
 */
export function warnOfText(expr: string, place: Place, scope: Scope, build: Build): void {
  build.afterwards.push(() => {
    const tree = withoutGroups(parseExpression(expr, contextNames));
    if (!conditionsIn(tree).some((part) => isText(part, scope))) return;
    const isPart = tree instanceof Unary || tree instanceof Logical;
    const what = isPart ? 'a part of it' : 'this';
    const message = `${what} is text: any text but '' counts as true, 'false' and '0' too`;
    const compared = isPart ? '' : ` (${expr.trim()} == 'true', != '')`;
    build.diagnostics.add('condition.text', place.value, message, {
      hint: `compare it${compared || " with == 'true' or != ''"}, or declare type: boolean where it comes from`,
    });
  });
}

function withoutGroups(tree: Expr): Expr {
  return tree instanceof Grouping ? withoutGroups(tree.group) : tree;
}

/** What is asked whether it is true: all of it, or the sides of `&&`, `||` and `!`. */
function conditionsIn(tree: Expr): Expr[] {
  if (tree instanceof Grouping) return conditionsIn(tree.group);
  if (tree instanceof Unary) return conditionsIn(tree.expr);
  return tree instanceof Logical ? tree.args.flatMap(conditionsIn) : [tree];
}

/** Whether the value of an expression is known to be text. Errs on the side of no. */
function isText(tree: Expr, scope: Scope): boolean {
  if (tree instanceof Literal) return tree.literal.kind === data.Kind.String;
  if (tree instanceof FunctionCall) {
    return textFunctions.has(tree.functionName.lexeme.toLowerCase());
  }
  const access = soleAccess(tree);
  const names = access?.path.map((segment) => ('name' in segment ? segment.name : undefined)) ?? [];
  const [first = '', of, output = ''] = names;
  if (access?.context === 'inputs' && names.length === 1) {
    return scope.inputs[first]?.type === 'string';
  }
  if (access?.context === 'run' || (access?.context === 'steps' && of === 'outcome')) return true;
  if (access?.context === 'each' && first === 'key') return true;
  if (access?.context !== 'steps' || of !== 'outputs' || names.length !== 3) return false;
  return scope.nodes.get(first)?.texts?.has(output) ?? false;
}
