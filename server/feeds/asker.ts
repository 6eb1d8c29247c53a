/** After so many ms Temporal most likely knows of an event; */
const soon = 40;
/** and after so many it does. */
const late = 250;

/**
 * Asks again and again while somebody listens: soon after something was heard of, else every so
 * often. Never twice at a time.
 */
export class Asker {
  readonly #ask: () => Promise<void>;
  readonly #everyMs: number;
  #soon: NodeJS.Timeout | undefined;
  #late: NodeJS.Timeout | undefined;
  #regular: NodeJS.Timeout | undefined;
  #busy = false;
  #again = false;
  #running = false;

  /** @param ask Does not reject. */
  constructor(everyMs: number, ask: () => Promise<void>) {
    this.#everyMs = everyMs;
    this.#ask = ask;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#now();
  }

  stop(): void {
    this.#running = false;
    for (const timer of [this.#soon, this.#late, this.#regular]) clearTimeout(timer);
    this.#soon = undefined;
  }

  /** Something happened that Temporal is about to learn. */
  soon(): void {
    if (!this.#running) return;
    // Not put off by what follows: events may come without end.
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.#now();
    }, soon);
    clearTimeout(this.#late);
    this.#late = setTimeout(() => void this.#now(), late);
  }

  async #now(): Promise<void> {
    if (!this.#running) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    clearTimeout(this.#regular);
    do {
      this.#again = false;
      await this.#ask();
    } while (this.#again && this.#running);
    this.#busy = false;
    if (this.#running) this.#regular = setTimeout(() => void this.#now(), this.#everyMs);
  }
}
