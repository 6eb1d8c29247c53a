import type { ErrorReport } from '../command/errors.js';
import type { Style } from '../terminal/style.js';
import { wrap } from '../terminal/text.js';

/** What happened, and what to do next. */
export function errorLines(report: ErrorReport, style: Style): string[] {
  if (report.text !== undefined) return [report.text.trimEnd()];
  // With room for the indent where one error is told as a part of another.
  const width = style.width - 4;
  const [first = '', ...rest] = wrap(`error: ${report.message}`, width);
  return [style.colors.red(first), ...rest, ...nextLines(report.next ?? '', width - 2)];
}

/** Several lines are commands to choose from: one that is copied must be in one piece. */
function nextLines(next: string, width: number): string[] {
  if (next === '') return [];
  const lines = next.includes('\n') ? next.split('\n') : wrap(next, width);
  return lines.map((line) => `  ${line}`);
}
