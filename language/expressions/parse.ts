import { Lexer, ExpressionError as LibraryError, Parser } from '@actions/expressions';
import type { Expr } from '@actions/expressions/ast';
import { MAX_EXPRESSION_LENGTH, MAX_PARSER_DEPTH } from '@actions/expressions/errors';
import { type Token, TokenType } from '@actions/expressions/lexer';
import { ExpressionError } from './error.js';
import { functions } from './functions.js';

/**
 * The syntax tree of the text between `${{` and `}}`.
 * @param contexts Names that an expression may start with.
 * @throws ExpressionError
 */
export function parseExpression(expr: string, contexts: readonly string[]): Expr {
  if (expr.trim() === '') throw new ExpressionError('syntax', 'the expression is empty');
  try {
    const tokens = lex(expr);
    for (const [index, token] of tokens.entries()) {
      const called = tokens[index + 1]?.type === TokenType.LEFT_PAREN;
      if (token.type === TokenType.IDENTIFIER && called) refuseUnknown(expr, token);
    }
    return new Parser(tokens, [...contexts], []).parse();
  } catch (error) {
    throw explain(expr, error);
  }
}

function lex(expr: string): Token[] {
  const { tokens } = new Lexer(expr).lex();
  // The library takes back only the first of the doubled quotes in a string.
  return tokens.map((token) =>
    token.type === TokenType.STRING
      ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
      : token,
  );
}

/** The library looks functions up in a plain object, which knows `constructor`. */
function refuseUnknown(expr: string, token: Token): void {
  if (functions.has(token.lexeme.toLowerCase())) return;
  throw new ExpressionError('function', `there is no function ${token.lexeme}`, {
    offset: offsetOf(expr, token.range.start),
    symbol: token.lexeme,
  });
}

function explain(expr: string, error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  if (error instanceof LibraryError) return explainParser(expr, error);
  const message = error instanceof Error ? error.message : String(error);
  if (message === 'ErrorExceededMaxLength') {
    const limit = `the expression is longer than ${MAX_EXPRESSION_LENGTH} characters`;
    return new ExpressionError('limit', limit);
  }
  const lexer = /^Unexpected symbol: '(.*)'\. Located at position (\d+)/s.exec(message);
  if (!lexer) return new ExpressionError('limit', 'the expression is too long', { cause: error });
  const symbol = lexer[1] ?? '';
  const what = symbol.startsWith("'")
    ? 'the text is not closed: a single quote is missing'
    : `unexpected ${symbol}${symbol.startsWith('"') ? ": text stands in single quotes ('like this')" : ''}`;
  return new ExpressionError('syntax', what, { offset: Number(lexer[2]) - 1, symbol });
}

/** What the library's parser says, which names the kind of error and the symbol in its message only. */
function explainParser(expr: string, error: LibraryError): ExpressionError {
  const [, what = '', symbol = ''] = /^(.*): '(.*)'$/s.exec(error.message) ?? [];
  const at = { offset: offsetOf(expr, error.pos), symbol };
  switch (what) {
    case 'Unrecognized named-value':
      return new ExpressionError('context', `there is no ${symbol} here`, at);
    case 'Too few parameters supplied':
      return new ExpressionError('arguments', `${symbol}: an argument is missing`, at);
    case 'Too many parameters supplied':
      return new ExpressionError('arguments', `${symbol}: too many arguments`, at);
    case 'Unexpected symbol':
      if (symbol !== 'EOF') return new ExpressionError('syntax', `unexpected ${symbol}`, at);
      break;
  }
  if (what.startsWith('Even number')) {
    return new ExpressionError('arguments', `${symbol}: the default value is missing`, at);
  }
  if (what.startsWith('Exceeded max expression depth')) {
    return new ExpressionError('limit', `nested deeper than ${MAX_PARSER_DEPTH}`, at);
  }
  return new ExpressionError('syntax', 'the expression ends too early', { offset: expr.length });
}

/** Offset in the expression of a position of the library's. */
export function offsetOf(expr: string, position: { line: number; column: number }): number {
  const lines = expr.split('\n').slice(0, position.line);
  return lines.reduce((sum, line) => sum + line.length + 1, 0) + position.column;
}
