import { data } from '@actions/expressions';
import {
  Binary,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from '@actions/expressions/ast';

/** A number in an expression. */
export interface NumberLiteral {
  /** As it is written. */
  text: string;
  value: number;
  /** It is only compared, and so never becomes text. */
  isCompared: boolean;
  /** Where it starts, as in the library's tokens. */
  at: { line: number; column: number };
}

/** A text that `fromJSON` is given as it stands in the expression. */
export interface JsonLiteral {
  text: string;
  /** Where it starts, as in the library's tokens. */
  at: { line: number; column: number };
}

/** The texts in an expression that are read as JSON each time. */
export function jsonTextsIn(tree: Expr): JsonLiteral[] {
  if (tree instanceof Grouping) return jsonTextsIn(tree.group);
  if (tree instanceof Unary) return jsonTextsIn(tree.expr);
  if (tree instanceof Binary) return [tree.left, tree.right].flatMap(jsonTextsIn);
  if (tree instanceof Logical) return tree.args.flatMap(jsonTextsIn);
  if (tree instanceof IndexAccess) {
    return [
      ...jsonTextsIn(tree.expr),
      ...(tree.index instanceof Star ? [] : jsonTextsIn(tree.index)),
    ];
  }
  if (!(tree instanceof FunctionCall)) return [];
  const [first] = tree.args;
  const isRead = tree.functionName.lexeme.toLowerCase() === 'fromjson' && first instanceof Literal;
  if (isRead && first.literal.kind === data.Kind.String) {
    return [{ text: first.literal.value, at: first.token.range.start }];
  }
  return tree.args.flatMap(jsonTextsIn);
}

/** The numbers in an expression, in the order of its text. */
export function numbersIn(tree: Expr): NumberLiteral[] {
  const found: NumberLiteral[] = [];
  collect(tree, false, found);
  return found;
}

function collect(tree: Expr, isCompared: boolean, found: NumberLiteral[]): void {
  const inside = (expr: Expr, compared = false) => collect(expr, compared, found);
  if (tree instanceof Literal) {
    const { literal, token } = tree;
    if (literal.kind !== data.Kind.Number) return;
    found.push({ text: token.lexeme, value: literal.value, isCompared, at: token.range.start });
  } else if (tree instanceof Grouping) inside(tree.group, isCompared);
  else if (tree instanceof Binary) {
    inside(tree.left, true);
    inside(tree.right, true);
  } else if (tree instanceof Unary) inside(tree.expr, true);
  else if (tree instanceof IndexAccess) {
    inside(tree.expr);
    if (!(tree.index instanceof Star)) inside(tree.index, true);
  } else if (tree instanceof Logical || tree instanceof FunctionCall) {
    for (const arg of tree.args) inside(arg);
  }
}
