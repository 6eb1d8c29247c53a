import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { UsedDigests } from '../../worker/used-digests.js';

/**
 * The signed bodies that a hook has taken: who overheard one cannot send it again. They are kept as long
 * as the secret that signed them, as a body says nothing of when that was.
 */
export class Taken {
  readonly #file: string;
  readonly #used: UsedDigests;

  constructor(file: string) {
    this.#file = file;
    this.#used = new UsedDigests(file);
  }

  /** @returns false if it was taken before */
  take(signature: string): boolean {
    return this.#used.add(digestOf(signature));
  }

  /** Nothing came of it: it may be sent again. */
  giveBack(signature: string): void {
    this.#used.remove(digestOf(signature));
  }

  async forget(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

function digestOf(signature: string): string {
  return createHash('sha256').update(signature).digest('hex');
}
