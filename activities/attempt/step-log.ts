import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Masker } from './mask.js';

/** Lines that a failure may quote. */
const tailLines = 20;

/** Written at once above this many characters, else after {@link flushAfter} ms. */
const flushAt = 64 * 1024;
const flushAfter = 50;

/** The log of an attempt: masked lines appended to a 0600 file. A full disk costs lines, never the step. */
export class StepLog {
  readonly #mask: Masker;
  readonly #file: number | undefined;
  readonly #tail: string[] = [];
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #lost = 0;

  constructor(path: string, mask: Masker) {
    this.#mask = mask;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.#file = openSync(path, 'a', 0o600);
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
      if (this.#lost > 0) writeSync(this.#file, `# ${this.#lost} characters were lost here\n`);
      this.#lost = 0;
      writeSync(this.#file, text);
    } catch {
      this.#lost += text.length;
    }
  }
}
