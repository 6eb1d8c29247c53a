import type { Expr } from '@actions/expressions/ast';
import type { Expression, Reference } from '../../contract/plan.js';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Details, Diagnostics } from '../diagnostics/diagnostic.js';
import { accessesOf, soleAccess } from '../expressions/accesses.js';
import { ExpressionError } from '../expressions/error.js';
import { functionNames } from '../expressions/functions.js';
import {
  type JsonLiteral,
  jsonTextsIn,
  type NumberLiteral,
  numbersIn,
} from '../expressions/literals.js';
import { offsetOf, parseExpression } from '../expressions/parse.js';
import { didYouMean } from '../names.js';
import type { TextRange } from '../source/node.js';
import type { Place } from '../source/source.js';
import { parseJsonText } from '../values/json-text.js';
import { InexactNumber, inexactWords, inQuotes, keepsDigits } from '../values/numbers.js';
import { checkAccess } from './references.js';
import { type Allowed, contextNames } from './scope.js';

/** An expression in a file. */
export interface Written {
  expr: string;
  place: Place;
  /** Where `expr` stands; absent where the file has it in another form. */
  range: TextRange | undefined;
}

/** An expression of a plan, checked; undefined where it is wrong. */
export function compileExpression(
  written: Written,
  allowed: Allowed,
  diagnostics: Diagnostics,
): Expression | undefined {
  const report = reporter(written, diagnostics);
  const tree = parse(written, report);
  if (!tree) return undefined;
  for (const number of numbersIn(tree)) checkNumber(number, written.expr, report);
  for (const json of jsonTextsIn(tree)) checkJson(json, written.expr, report);
  const found = new Map<string, Reference>();
  for (const access of accessesOf(tree)) {
    const offset = offsetOf(written.expr, access.at);
    const reportHere = (code: DiagnosticCode, message: string, details?: Details) =>
      report(code, message, details, { offset, length: pathLength(written.expr, offset) });
    for (const one of checkAccess(access, allowed, reportHere)) {
      found.set([one.step, one.of, one.output].join('\n'), one);
    }
  }
  return { expr: written.expr.trim(), reads: [...found.values()] };
}

/** A number in an expression, like one in a file: kept digit for digit, or refused. */
function checkNumber(number: NumberLiteral, expr: string, report: ReportAt): void {
  const { text, value, isCompared } = number;
  if (String(value) === text || !Number.isFinite(value)) return;
  const at = { offset: offsetOf(expr, number.at), length: text.length };
  if (!keepsDigits(text, value)) {
    report('value.number', inexactWords(text, value), { hint: `write '${text}', as text` }, at);
  } else if (!isCompared) {
    const hint = `write '${text}' for the text, or ${value}`;
    report('value.number', `${text} would become ${value}`, { hint }, at);
  }
}

/** A text for `fromJSON` that would fail in every run. */
function checkJson({ text, at }: JsonLiteral, expr: string, report: ReportAt): void {
  const here = { offset: offsetOf(expr, at), length: text.length + 2 };
  try {
    parseJsonText(text);
  } catch (error) {
    if (error instanceof InexactNumber) {
      report('value.number', error.message, { hint: inQuotes }, here);
    } else report('expression.function', 'fromJSON: its argument is not JSON', {}, here);
  }
}

/** The name of the secret, if the expression is `secrets.NAME` and nothing else. */
export function secretOf(expr: string): string | undefined {
  try {
    const access = soleAccess(parseExpression(expr, contextNames));
    const [name, ...more] = access?.path ?? [];
    const isSecret = access?.context === 'secrets' && more.length === 0;
    return isSecret && name && 'name' in name ? name.name : undefined;
  } catch {
    // Not readable: said when it is compiled.
    return undefined;
  }
}

/** Length of `steps.x.outputs.list[0]` in an expression. */
function pathLength(expr: string, offset: number): number {
  const path = /^[\w-]+(?:\.[\w*-]+|\[[^\][]*\])*/.exec(expr.slice(offset));
  return path?.[0].length ?? 1;
}

type ReportAt = (
  code: DiagnosticCode,
  message: string,
  details?: Details,
  at?: { offset: number; length: number },
) => void;

function reporter({ place, range }: Written, diagnostics: Diagnostics): ReportAt {
  return (code, message, details, at) => {
    const part = range &&
      at && { start: range.start + at.offset, end: range.start + at.offset + at.length };
    const span = part ? place.span(part) : range ? place.span(range) : place.value;
    diagnostics.add(code, span, message, details);
  };
}

function parse({ expr }: Written, report: ReportAt): Expr | undefined {
  try {
    return parseExpression(expr, contextNames);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { kind, message, symbol = '', offset } = error;
    const at = offset === undefined ? undefined : { offset, length: Math.max(1, symbol.length) };
    if (kind === 'context') {
      const isPath = /^[.[]/.test(expr.slice((offset ?? 0) + symbol.length).trimStart());
      const near = didYouMean(symbol, contextNames, 'expressions start with') ?? '';
      const text = isPath || near.startsWith('did') ? '' : `; text stands in quotes: '${symbol}'`;
      report('expression.name', message, { hint: near + text }, at);
    } else if (kind === 'function') {
      const hint = didYouMean(symbol, functionNames, 'functions');
      report('expression.function', message, { hint }, at);
    } else {
      const hint = /^[-+*/%]/.test(symbol) ? 'expressions have no arithmetic' : undefined;
      const code = kind === 'arguments' ? 'expression.function' : 'expression.syntax';
      report(code, message, { hint }, at);
    }
    return undefined;
  }
}
