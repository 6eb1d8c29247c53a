import Table from 'cli-table3';
import { widest, wrap } from '../terminal/text.js';

const gap = 2;
const narrowestLast = 20;

/**
 * Rows as columns without borders. The last column takes what is left of `width` and wraps; the
 * others are as wide as their widest cell.
 */
export function table(
  rows: string[][],
  options: { width: number; indent?: number; head?: string[] },
): string[] {
  const all = options.head === undefined ? rows : [options.head, ...rows];
  const columns = Math.max(0, ...all.map((row) => row.length));
  if (columns === 0) return [];
  const indent = ' '.repeat(options.indent ?? 0);
  const widths = Array.from({ length: columns - 1 }, (_, column) => {
    return widest(all.map((row) => row[column] ?? '')) + gap;
  });
  const used = widths.reduce((sum, width) => sum + width, indent.length);
  const last = Math.max(narrowestLast, options.width - 1 - used);
  const made = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    colWidths: [...widths, null],
  });
  // Wrapped here: the table would cut a word that is longer than its column, such as a path.
  made.push(...all.map((row) => cells(row, columns, last)));
  return made
    .toString()
    .split('\n')
    .map((line) => (indent + line).trimEnd());
}

function cells(row: string[], columns: number, lastWidth: number): string[] {
  const filled = Array.from({ length: columns }, (_, at) => row[at] ?? '');
  return [...filled.slice(0, -1), wrap(filled.at(-1) ?? '', lastWidth).join('\n')];
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
