/** Characters by which a text is found. */
const start = 4;

/** Many texts of four characters and more, found in one pass over another. */
export class Literals<Of> {
  /** Which two characters, by their low bytes, one of them begins with: most places fail here. */
  readonly #pairs = new Uint8Array(0x1_0000);
  readonly #byStart = new Map<string, { text: string; of: Of }[]>();

  add(text: string, of: Of): void {
    this.#pairs[pairAt(text, 0)] = 1;
    const key = text.slice(0, start);
    const same = this.#byStart.get(key);
    if (same) same.push({ text, of });
    else this.#byStart.set(key, [{ text, of }]);
  }

  /** Tells of each place where one of them stands, and to where it goes. */
  find(given: string, found: (of: Of, from: number, to: number) => void): void {
    let pair = 0;
    for (let at = 0; at + start <= given.length; at++) {
      pair =
        at === 0 ? pairAt(given, 0) : ((pair << 8) & 0xff00) | (given.charCodeAt(at + 1) & 0xff);
      if (this.#pairs[pair] === 0) continue;
      for (const { text, of } of this.#byStart.get(given.slice(at, at + start)) ?? []) {
        if (given.startsWith(text, at)) found(of, at, at + text.length);
      }
    }
  }
}

function pairAt(text: string, at: number): number {
  return ((text.charCodeAt(at) & 0xff) << 8) | (text.charCodeAt(at + 1) & 0xff);
}
