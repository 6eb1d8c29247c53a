/** Text that is shown with codes of the terminal around it, which take no room. */
export interface Word {
  text: string;
  /** Default: the text. */
  shown?: string;
}

/**
 * Words as lines of at most `width` columns; all lines but the first begin with `indent`. A longer
 * word keeps a line of its own: what is copied from it stays whole.
 */
export function wrapWords(words: readonly Word[], width: number, indent: string): string {
  let out = '';
  let used = 0;
  for (const { text, shown = text } of words) {
    if (used === 0) {
      out += shown;
      used = text.length;
    } else if (used + 1 + text.length <= width) {
      out += ` ${shown}`;
      used += 1 + text.length;
    } else {
      out += `\n${indent}${shown}`;
      used = indent.length + text.length;
    }
  }
  return out;
}

/** The words of a plain text; `${{ inputs.size }}` is one. */
export function wordsOf(text: string): Word[] {
  const words = text.match(/(?:\$\{\{.*?\}\}|\S)+/g) ?? [];
  return words.map((word) => ({ text: word }));
}
