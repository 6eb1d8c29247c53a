import type { ErrorReport } from '../errors.js';
import type { Style } from '../style.js';

/** What happened, and what to do next. */
export function errorLines(report: ErrorReport, style: Style): string[] {
  if (report.text !== undefined) return [report.text.trimEnd()];
  // Not wrapped: a command in it must stay in one piece when it is copied.
  const [first = '', ...rest] = `error: ${report.message}`.split('\n');
  const next = report.next === undefined ? [] : report.next.split('\n');
  return [style.colors.red(first), ...rest, ...next.map((line) => `  ${line}`)];
}
