import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The signed bodies that a hook has taken, an empty file each: who overheard one cannot send it
 * again. They are kept as long as the secret that signed them.
 */
export class Taken {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns false if it was taken before */
  async take(signature: string): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    try {
      await writeFile(this.#fileOf(signature), '', { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** Nothing came of it: it may be sent again. */
  async giveBack(signature: string): Promise<void> {
    await rm(this.#fileOf(signature), { force: true });
  }

  async forget(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #fileOf(signature: string): string {
    return join(this.#folder, createHash('sha256').update(signature).digest('hex'));
  }
}
