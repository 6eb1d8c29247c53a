import { encoded, maybeBackslashes } from './encodings.js';
import { patternOfRun, runOf } from './runs.js';

/** A text in any encoding, also in several at once. */
export interface Pattern {
  expression: RegExp;
  /** Letters and digits that stand in every form of it, the longest such; may be empty. */
  anchor: string;
}

const parts = new RegExp(`[A-Za-z0-9]+|${runOf.source}|[^]`, 'gu');
const word = /^[A-Za-z0-9]/;

/** Letters and digits as they are; runs of blanks and quotes as any such run; else each character encoded. */
function patternOf(text: string): Pattern {
  let source = '';
  let anchor = '';
  let before: 'nothing' | 'run' | 'other' = 'nothing';
  for (const [part] of text.matchAll(parts)) {
    if (word.test(part)) {
      source += part;
      if (part.length > anchor.length) anchor = part;
      before = 'other';
    } else if (runOf.test(part)) {
      const { pattern, notBefore } = patternOfRun(part);
      // Or each place of a long run would be tried as its beginning.
      source += (before === 'nothing' ? notBefore : '') + pattern;
      before = 'run';
    } else {
      // A run takes the backslashes that follow it.
      source += (before === 'other' ? maybeBackslashes : '') + encoded(part);
      before = 'other';
    }
  }
  return { expression: new RegExp(source, 'g'), anchor };
}

/** Long texts are looked for piece by piece, so that no expression grows without a bound. */
const longest = 256;

export function patternsOf(text: string): Pattern[] {
  const chars = [...text];
  const count = Math.ceil(chars.length / longest);
  const size = Math.ceil(chars.length / count);
  return Array.from({ length: count }, (_, index) =>
    patternOf(chars.slice(index * size, (index + 1) * size).join('')),
  );
}
