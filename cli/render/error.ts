import stringWidth from 'string-width';
import type { ErrorReport } from '../command/errors.js';
import type { Style } from '../terminal/style.js';
import { wrap } from '../terminal/text.js';

/** What happened, and what to do next. */
export function errorLines(report: ErrorReport, style: Style, command: string): string[] {
  if (report.text !== undefined) return [report.text.trimEnd()];
  // With room for the indent where one error is told as a part of another.
  const width = style.width - 4;
  const [first = '', ...rest] = wrap(`error: ${report.message}`, width);
  return [style.colors.red(first), ...rest, ...nextLines(report.next ?? '', command, width - 2)];
}

/** One that is copied must be in one piece: where it has no room behind what it is for, it has a line of its own. */
function nextLines(next: string, command: string, width: number): string[] {
  if (next === '') return [];
  return next.split('\n').flatMap((line) => {
    const at = line.indexOf(`: ${command} `);
    if (at < 0) return wrap(line, width).map((part) => `  ${part}`);
    if (stringWidth(line) <= width) return [`  ${line}`];
    const alone = `  ${line.slice(at + 2)}`;
    return [...wrap(line.slice(0, at + 1), width), alone].map((part) => `  ${part}`);
  });
}
