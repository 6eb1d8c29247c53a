import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** Bytes kept of a digest. */
const length = 16;

/**
 * What was used up and may not be used again: sixteen bytes each, in one file. A note of its own for each
 * would take a block of the disk.
 */
export class UsedDigests {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @param digest Hexadecimal, sixteen bytes or more. */
  has(digest: string): boolean {
    return this.#read().includes(bytesOf(digest));
  }

  /**
   * On disk, even after a power failure, when this returns.
   * @returns false if it was there before
   * @throws Error if it cannot be written
   */
  add(digest: string): boolean {
    if (this.has(digest)) return false;
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const file = openSync(this.#file, 'a', 0o600);
    try {
      const written = writeSync(file, bytesOf(digest));
      if (written < length) throw new Error(`${this.#file} took ${written} of ${length} bytes`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return true;
  }

  /** It was not used after all. */
  remove(digest: string): void {
    const all = this.#read();
    // Wherever it begins: after a full disk a piece of another one may stand before it.
    const at = all.indexOf(bytesOf(digest));
    if (at < 0) return;
    const rest = Buffer.concat([all.subarray(0, at), all.subarray(at + length)]);
    writeFileAtomic.sync(this.#file, rest, { mode: 0o600 });
  }

  #read(): Buffer {
    try {
      return readFileSync(this.#file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    }
  }
}

function bytesOf(digest: string): Buffer {
  return Buffer.from(digest, 'hex').subarray(0, length);
}
