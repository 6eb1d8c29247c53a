import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { harmless } from './harmless.js';

const graphemes = new Intl.Segmenter();

/** Text of unknown origin as one harmless line: no escape sequences, tabs or control characters. */
export function oneLine(text: string): string {
  // A progress bar rewrites its line: what stands after the last carriage return is what is seen.
  const shown = stripVTControlCharacters(text).trimEnd().split('\r').at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return shown.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

/** What stands in a line stays in it: items, and so addresses, may hold line breaks. */
function inLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

/** At most `width` columns of one line; what is cut off shows as `more`. Never cuts inside a character. */
export function cut(given: string, width: number, more = '…'): string {
  const text = inLine(given);
  if (stringWidth(text) <= width) return text;
  const room = width - stringWidth(more);
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment);
    if (used > room) break;
    kept += segment;
  }
  return room < 0 ? '' : kept.trimEnd() + more;
}

/** Exactly `width` columns of one line, or more where the text itself is wider. */
export function pad(given: string, width: number): string {
  const text = inLine(given);
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/**
 * Lines of at most `width` columns, broken between words; a longer word keeps a line of its own.
 * A paragraph keeps its indent. Colours stay, other escape sequences do not.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((raw) => {
    const paragraph = harmless(raw);
    const indent = /^ */.exec(paragraph)?.[0] ?? '';
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/\s+/).filter((part) => part !== '')) {
      const longer = line === '' ? indent + word : `${line} ${word}`;
      if (line !== '' && stringWidth(longer) > width) {
        lines.push(line);
        line = indent + word;
      } else {
        line = longer;
      }
    }
    return [...lines, line];
  });
}

/** The widest text of a list, in columns. */
export function widest(texts: string[]): number {
  return texts.reduce((most, text) => Math.max(most, stringWidth(text)), 0);
}
