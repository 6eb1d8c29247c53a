import type { Style } from '../terminal/style.js';
import { widest } from '../terminal/text.js';
import { table } from './table.js';

/** A command, and what it does. */
export type Way = [command: string, what: string];

/** Commands one below the other, never wrapped: each can be copied. Without room, they stand alone. */
export function waysLines(title: string, ways: Way[], style: Style): string[] {
  const needed = widest(ways.map(([way]) => way)) + widest(ways.map(([, what]) => what)) + 5;
  const rows = needed <= style.width ? ways : ways.map(([way]) => [way]);
  return ['', title, ...table(rows, { width: Math.max(needed, style.width), indent: 2 })];
}
