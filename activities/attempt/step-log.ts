import { closeSync, fstatSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type LogSizes, logSizes, pieceOf } from './log-pieces.js';
import type { Masker } from './masking/masker.js';

/** Lines that a failure may quote. */
const tailLines = 20;

/** Written at once above this many characters, else after {@link flushAfter} ms. */
const flushAt = 64 * 1024;
const flushAfter = 50;

/**
 * The log of an attempt: masked lines appended to a 0600 file. Of a very long one the beginning and
 * the end are kept. A full disk costs lines, never the step.
 */
export class StepLog {
  readonly #path: string;
  readonly #mask: Masker;
  readonly #sizes: LogSizes;
  readonly #onWritten: () => void;
  /** Offsets of the pieces that there are, the one that is written last. */
  readonly #pieces = [0];
  #file: number | undefined;
  /** Bytes in the piece that is written. */
  #size = 0;
  readonly #tail: string[] = [];
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #lost = 0;

  /** `onWritten` is told when lines have reached the file. */
  constructor(
    path: string,
    mask: Masker,
    sizes: LogSizes = logSizes,
    onWritten: () => void = () => {},
  ) {
    this.#path = path;
    this.#mask = mask;
    this.#sizes = sizes;
    this.#onWritten = onWritten;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.#open(0);
    } catch {
      this.#file = undefined;
    }
  }

  /** One line of output. */
  write(line: string): void {
    const masked = this.#mask.text(line);
    this.#tail.push(masked);
    if (this.#tail.length > tailLines) this.#tail.shift();
    this.#append(masked);
  }

  /** A line of Muster's own, which no failure quotes: it begins with `# `. */
  note(line: string): void {
    this.#append(`# ${this.#mask.text(line)}`);
  }

  /** The last lines, masked. */
  tail(): string[] {
    return [...this.#tail];
  }

  close(): void {
    this.#flush();
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #append(line: string): void {
    this.#waiting += `${line}\n`;
    if (this.#waiting.length >= flushAt) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), flushAfter);
  }

  /** Written in one go and at once: a program cannot print faster than the disk takes it. */
  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '' || this.#file === undefined) return;
    try {
      if (this.#lost > 0) this.#put(`# ${this.#lost} characters were lost here\n`);
      this.#lost = 0;
      this.#put(text);
      this.#limit();
      this.#onWritten();
    } catch {
      this.#lost += text.length;
    }
  }

  #put(text: string): void {
    if (this.#file === undefined) return;
    try {
      writeFileSync(this.#file, text);
    } finally {
      this.#size = fstatSync(this.#file).size;
    }
  }

  /** Go on in a new piece where this one is full, and drop what is neither head nor tail. */
  #limit(): void {
    const { head, tail, piece } = this.#sizes;
    const start = this.#pieces.at(-1) ?? 0;
    if (this.#file === undefined || this.#size < (start === 0 ? head : piece)) return;
    if (start === 0) this.#put('# the log is long: of what follows only the end is kept\n');
    const end = start + this.#size;
    this.#open(end);
    this.#pieces.push(end);
    // The second is the oldest of the tail; without it, it begins with the third.
    while (end - (this.#pieces[2] ?? end) >= tail) {
      const [oldest = 0] = this.#pieces.splice(1, 1);
      rmSync(pieceOf(this.#path, oldest), { force: true });
    }
  }

  #open(start: number): void {
    const file = openSync(pieceOf(this.#path, start), 'a', 0o600);
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = file;
    this.#size = fstatSync(file).size;
  }
}
