import { StringDecoder } from 'node:string_decoder';

/** A longer line is cut: 64 Ki characters. */
export const lineLimit = 64 * 1024;

/** Ends a line that was cut. */
export const cutMark = ' … (line cut)';

/**
 * Bytes into lines, as they come. A progress bar rewrites its line after a carriage return: what
 * stands there at the end of the line is kept.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #pending = '';
  #cut = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const parts = this.#decoder.write(chunk).split('\n');
    const rest = parts.pop() ?? '';
    for (const part of parts) {
      this.#append(part);
      this.#emit();
    }
    this.#append(rest);
  }

  /** The last line, if it has no newline. */
  end(): void {
    this.#append(this.#decoder.end());
    if (this.#pending !== '' || this.#cut) this.#emit();
  }

  #append(text: string): void {
    const line = lastSegment(this.#pending + text);
    // A carriage return began the line anew: it is short again.
    if (line.length < this.#pending.length + text.length) this.#cut = false;
    if (line.length > lineLimit) this.#cut = true;
    this.#pending = line.slice(0, lineLimit);
  }

  #emit(): void {
    const line = this.#pending.slice(0, textEnd(this.#pending));
    this.#onLine(this.#cut ? line + cutMark : line);
    this.#pending = '';
    this.#cut = false;
  }
}

/** What a terminal would still show: the text after the last carriage return that has text after it. */
function lastSegment(line: string): string {
  const end = textEnd(line);
  return end === 0 ? '' : line.slice(line.lastIndexOf('\r', end - 1) + 1);
}

/** Where the carriage returns at the end begin. */
function textEnd(line: string): number {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end--;
  return end;
}

/** The last bytes of an output, at most `limit`. */
export class Tail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // Whole chunks go at once, so that a long output costs no copies.
    while (this.#size - (this.#chunks[0]?.length ?? 0) >= this.#limit) {
      this.#size -= this.#chunks.shift()?.length ?? 0;
    }
  }

  toString(): string {
    const all = Buffer.concat(this.#chunks);
    let start = Math.max(0, all.length - this.#limit);
    // Not in the middle of a character of UTF-8.
    while (start > 0 && ((all[start] ?? 0) & 0xc0) === 0x80) start++;
    return all.toString('utf8', start);
  }
}
