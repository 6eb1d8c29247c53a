/**
 * Why an expression has no value:
 * - `syntax`: the text is no expression;
 * - `context`: it starts with a name that is not there (`input.x`);
 * - `function`: it calls a function that is not there;
 * - `arguments`: it calls a function with too few or too many arguments;
 * - `value`: a function cannot work with the value it got (`fromJSON('{')`);
 * - `limit`: it is too long, nested too deep, or makes a text over 1 MiB.
 */
export type ExpressionErrorKind =
  | 'syntax'
  | 'context'
  | 'function'
  | 'arguments'
  | 'value'
  | 'limit';

/** Thrown for every expression that cannot be parsed or evaluated. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly kind: ExpressionErrorKind;
  /** Where in the expression, from 0; absent where evaluation failed. */
  readonly offset?: number;
  /** The name that is not there, for `context`, `function` and `arguments`. */
  readonly symbol?: string;

  constructor(
    kind: ExpressionErrorKind,
    message: string,
    at: { offset?: number; symbol?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: at.cause });
    this.kind = kind;
    if (at.offset !== undefined) this.offset = at.offset;
    if (at.symbol !== undefined) this.symbol = at.symbol;
  }
}
