/** What a terminal makes of a line before it shows it: what was written over, and what is no text. */

/** Stand for the beginning and the end of a link; no text has them. */
const [open, close] = ['\u{F0000}', '\u{F0001}'];

export interface Shown {
  /** With colours still in it, and marks where links begin and end. */
  text: string;
  /** Addresses, by the number in their mark. */
  links: string[];
}

/** A line as a terminal would show it. */
export function shownBy(line: string): Shown {
  const links: string[] = [];
  const text = line
    .replaceAll(/[\u{F0000}\u{F0001}]/gu, '')
    // Of links (OSC 8) the address; of what else is said to the terminal (titles, progress) nothing.
    .replaceAll(oscCommand, (_, command: string) => {
      const address = /^8;[^;]*;(.*)$/.exec(command)?.[1];
      if (address === undefined) return '';
      if (address === '') return close;
      return `${open}${links.push(address) - 1}${close}`;
    });
  return { text: withoutBells(overwritten(text)), links };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const oscCommand = /\u001b\]([^\u0007\u001b]*)(?:\u0007|\u001b\\)/g;

/** Of a line that was written over (progress bars), the last state. */
function overwritten(line: string): string {
  const last = line.slice(line.lastIndexOf('\r', line.length - 2) + 1).replace(/\r$/, '');
  if (!last.includes('\b')) return last;
  // A colour before it is not what is gone over.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const [before, after] = [/[^\b\u001b]((?:\u001b\[[\d;]*m)*)\u0008/, /^\u0008+/];
  let text = last;
  while (before.test(text)) text = text.replace(before, '$1');
  return text.replace(after, '').replaceAll('\b', '');
}

/** Neither bells nor other signs that are no text; colours and tabs stay. */
function withoutBells(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return line.replaceAll(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f]/g, '');
}

/** A piece of a line, and where it leads. */
export interface Linked {
  text: string;
  href?: string;
}

/**
 * The pieces of a text in which links begin and end.
 * @param current The link that began before it.
 */
export function linkedPieces(
  text: string,
  links: string[],
  current: string | undefined,
): { pieces: Linked[]; current: string | undefined } {
  const pieces: Linked[] = [];
  let href = current;
  for (const part of text.split(marks)) {
    const number = beginning.exec(part)?.[1];
    if (number !== undefined) href = safeAddress(links[Number(number)]);
    else if (part === close) href = undefined;
    else if (part !== '') pieces.push({ text: part, ...(href === undefined ? {} : { href }) });
  }
  return { pieces, current: href };
}

const marks = /(\u{F0000}\d+\u{F0001}|\u{F0001})/u;
const beginning = /^\u{F0000}(\d+)\u{F0001}$/u;

/** A program may say anything: only what a browser opens as a page is a link. */
function safeAddress(address: string | undefined): string | undefined {
  return address !== undefined && /^https?:\/\/\S+$/i.test(address) ? address : undefined;
}
