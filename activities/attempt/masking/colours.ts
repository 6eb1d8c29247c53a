/** A text without the colours in it, and where its characters stand in the one with them. */
export interface Plain {
  text: string;
  /** Place in the coloured text of each character. */
  places: number[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
const colour = /\u001b\[[0-9;:]*[A-Za-z]/g;

/** Programs highlight a part of what they print, a match say: a colour stands in the middle of a secret then. */
export function withoutColours(coloured: string): Plain | undefined {
  if (!coloured.includes('\u001b[')) return undefined;
  let text = '';
  const places: number[] = [];
  const take = (from: number, to: number) => {
    text += coloured.slice(from, to);
    for (let at = from; at < to; at++) places.push(at);
  };
  let from = 0;
  for (const { 0: mark, index } of coloured.matchAll(colour)) {
    take(from, index);
    from = index + mark.length;
  }
  take(from, coloured.length);
  return { text, places };
}
