/** Something that changes: who follows it is woken at each change, and may miss some in between. */
export class Version {
  #number = 0;
  readonly #waiting = new Set<() => void>();

  get number(): number {
    return this.#number;
  }

  /** How many wait for the next change. */
  get waiting(): number {
    return this.#waiting.size;
  }

  bump(): void {
    this.#number++;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves once the number is another than the one seen, or the signal is aborted. */
  async after(seen: number, signal: AbortSignal): Promise<void> {
    if (this.#number !== seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
