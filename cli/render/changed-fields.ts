import { diffLines } from 'diff';
import type { ChangedFields } from '../../contract/comparison.js';
import type { Style } from '../terminal/style.js';
import { cut, oneLine } from '../terminal/text.js';

/** What is written otherwise in a step: a short field as `was → is`, a longer one line by line. */
export function changedFieldLines(fields: ChangedFields, room: number, style: Style): string[] {
  return Object.entries(fields).flatMap(([field, { was, is }]) => {
    const short = `${field}: ${was ?? 'not there'} → ${is ?? 'not there'}`;
    if (!/\n/.test(short) && short.length <= room) return [oneLine(short)];
    return [
      cut(oneLine(`${field}:`), room, style.symbols.more),
      ...lineByLine(was ?? '', is ?? '', room, style),
    ];
  });
}

function lineByLine(was: string, is: string, room: number, style: Style): string[] {
  const { colors, symbols } = style;
  return diffLines(ended(was), ended(is)).flatMap(({ value, added, removed }) => {
    if (!added && !removed) return [];
    const [mark, color] = added ? ['+', colors.green] : ['-', colors.red];
    const lines = value.replace(/\n$/, '').split('\n');
    return lines.map((line) => color(cut(oneLine(`${mark} ${line}`), room, symbols.more)));
  });
}

/** With a line's end, so that a last line without one is no other line. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
