import { createHash } from 'node:crypto';

/** Numbers that look random and are the same for the same seed, whatever ran before. */
export class Random {
  readonly #seed: string;
  #drawn = 0;

  constructor(...seed: (string | number)[]) {
    this.#seed = seed.join('/');
  }

  /** From 0 up to 1. */
  next(): number {
    const text = `${this.#seed}#${this.#drawn++}`;
    return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
  }

  /** A whole number from 0 up to `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  shuffled<T>(list: readonly T[]): T[] {
    return list
      .map((item) => ({ item, at: this.next() }))
      .toSorted((one, other) => one.at - other.at)
      .map(({ item }) => item);
  }
}
