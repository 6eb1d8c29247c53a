import { data } from '@actions/expressions';
import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from '@actions/expressions/ast';

/** A step of a path: a name, a position, `*`, or something known only at run time. */
export type Segment = { name: string } | { index: number } | { star: true } | { dynamic: true };

/** What an expression reads: `steps.machines.outputs.machines[0]` with context `steps`. */
export interface Access {
  context: string;
  path: Segment[];
  /** Where it starts, as in the library's tokens. */
  at: { line: number; column: number };
}

/** Everything an expression reads, in the order of its text. */
export function accessesOf(tree: Expr): Access[] {
  const found: Access[] = [];
  collect(tree, [], found);
  return found;
}

/** The whole expression, if it is a name with a path and nothing else. */
export function soleAccess(tree: Expr): Access | undefined {
  let inner = tree;
  while (inner instanceof Grouping) inner = inner.group;
  const isPath = inner instanceof ContextAccess || inner instanceof IndexAccess;
  const [access, ...others] = accessesOf(inner);
  return isPath && others.length === 0 ? access : undefined;
}

/** `path`: what follows the expression, `.outputs.url` of `steps.x.outputs.url`. */
function collect(tree: Expr, path: Segment[], found: Access[]): void {
  if (tree instanceof IndexAccess) {
    collect(tree.expr, [segmentOf(tree.index), ...path], found);
    if (!(tree.index instanceof Star)) collect(tree.index, [], found);
  } else if (tree instanceof ContextAccess) {
    found.push({ context: tree.name.lexeme, path, at: tree.name.range.start });
  } else if (tree instanceof Grouping) {
    collect(tree.group, path, found);
  } else if (tree instanceof Unary) {
    collect(tree.expr, [], found);
  } else if (tree instanceof Binary) {
    collect(tree.left, [], found);
    collect(tree.right, [], found);
  } else if (tree instanceof Logical) {
    // `(a || b).x` reads x of either.
    for (const arg of tree.args) collect(arg, path, found);
  } else if (tree instanceof FunctionCall) {
    for (const arg of tree.args) collect(arg, [], found);
  }
}

function segmentOf(index: Expr): Segment {
  if (index instanceof Star) return { star: true };
  if (index instanceof Grouping) return segmentOf(index.group);
  if (!(index instanceof Literal)) return { dynamic: true };
  const { literal } = index;
  if (literal.kind === data.Kind.String) return { name: literal.value };
  if (literal.kind === data.Kind.Number) return { index: literal.value };
  return { dynamic: true };
}
