import { shortestSecret } from './plains.js';

/**
 * What base64 makes of a text wherever that begins: the characters that depend on it alone, for
 * each of the three places in a group, in both alphabets.
 */
export function base64Forms(text: string): string[] {
  const value = Buffer.from(text);
  const forms = [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), value]);
    const first = Math.ceil((before * 8) / 6);
    const end = Math.floor((bytes.length * 8) / 6);
    const fixed = bytes.toString('base64').slice(first, end);
    return [fixed, fixed.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set(forms)].filter((form) => form.length >= shortestSecret);
}

/**
 * Base64 that is broken into lines leaves the beginning of a form at the end of a line, its end at
 * the beginning of another, and lines of nothing else between them. A piece of one to three
 * characters cannot be told.
 */
export class BrokenForms {
  readonly #forms: { form: string; name: string }[] = [];
  /** All their pieces of the shortest length. */
  readonly #pieces = new Set<string>();

  add(form: string, name: string): void {
    this.#forms.push({ form, name });
    for (let at = 0; at + shortestSecret <= form.length; at++) {
      this.#pieces.add(form.slice(at, at + shortestSecret));
    }
  }

  /** Tells of each piece at the ends of the lines of a text: from where to where. */
  find(text: string, found: (from: number, to: number, name: string) => void): void {
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      this.#findIn(start === 0 && newline < 0 ? text : text.slice(start, end), start, found);
      start = end + 1;
    }
  }

  #findIn(
    line: string,
    start: number,
    found: (from: number, to: number, name: string) => void,
  ): void {
    const text = line.trim();
    const first = text.slice(0, shortestSecret);
    const last = text.slice(-shortestSecret);
    const begins = this.#pieces.has(first);
    const ends = this.#pieces.has(last);
    if (!begins && !ends) return;
    const from = start + line.indexOf(first);
    const to = from + text.length;
    for (const { form, name } of this.#forms) {
      if (begins && form.includes(text)) found(from, to, name);
      for (const at of begins ? placesOf(first, form) : []) {
        if (text.startsWith(form.slice(at))) found(from, from + form.length - at, name);
      }
      for (const at of ends ? placesOf(last, form) : []) {
        const beginning = at + shortestSecret;
        if (text.endsWith(form.slice(0, beginning))) found(to - beginning, to, name);
      }
    }
  }
}

function placesOf(piece: string, form: string): number[] {
  const places: number[] = [];
  for (let at = form.indexOf(piece); at >= 0; at = form.indexOf(piece, at + 1)) places.push(at);
  return places;
}
