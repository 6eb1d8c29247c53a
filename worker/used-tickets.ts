import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Bytes kept of a ticket. */
const length = 16;

/**
 * What is left of the notes of runs that Temporal keeps no more: sixteen bytes a ticket, in one file that only
 * grows. Whoever has overheard the start of such a run cannot have it executed again (decision 0035).
 */
export class UsedTickets {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @param digest Hexadecimal. */
  has(digest: string): boolean {
    try {
      // Wherever it begins: after a full disk a piece of another one may stand before it.
      return readFileSync(this.#file).includes(bytesOf(digest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
  }

  /** On disk, even after a power failure, when this returns. @throws Error if it cannot be written */
  add(digest: string): void {
    if (this.has(digest)) return;
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const file = openSync(this.#file, 'a', 0o600);
    try {
      const written = writeSync(file, bytesOf(digest));
      if (written < length) throw new Error(`${this.#file} took ${written} of ${length} bytes`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}

function bytesOf(digest: string): Buffer {
  return Buffer.from(digest, 'hex').subarray(0, length);
}
