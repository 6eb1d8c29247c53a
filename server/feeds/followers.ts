/** How many follow a feed: it listens and asks only while somebody does. */
export class Followers {
  #count = 0;
  readonly #first: () => void;
  readonly #last: () => void;

  constructor(is: { first: () => void; last: () => void }) {
    this.#first = is.first;
    this.#last = is.last;
  }

  get count(): number {
    return this.#count;
  }

  enter(): void {
    if (this.#count++ === 0) this.#first();
  }

  leave(): void {
    if (--this.#count === 0) this.#last();
  }
}
