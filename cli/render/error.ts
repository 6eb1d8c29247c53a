import type { ErrorReport } from '../errors.js';
import type { Style } from '../style.js';
import { wrap } from './text.js';

/** What happened, and what to do next. */
export function errorLines(report: ErrorReport, style: Style): string[] {
  if (report.text !== undefined) return [report.text.trimEnd()];
  const { colors } = style;
  const width = style.width - 1;
  const [first = '', ...rest] = wrap(`error: ${report.message}`, width);
  const next = report.next === undefined ? [] : wrap(report.next, width - 2);
  return [colors.red(first), ...rest, ...next.map((line) => `  ${line}`)];
}
