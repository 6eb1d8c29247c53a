/** Why and how a daemon ends: one reason, then everything it started is stopped, last first. */
export class Ending {
  /** Resolves when the daemon shall end; rejects with what forces it to. */
  readonly come: Promise<void>;
  readonly #undo: { what: string; stop: () => Promise<void> }[] = [];
  #over = false;
  #resolve: () => void = () => {};
  #reject: (error: Error) => void = () => {};

  /** Listens to SIGINT, SIGTERM and SIGHUP from now on. A second one ends the process at once. */
  constructor(lockLost: AbortSignal) {
    this.come = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // It may come before somebody waits for it.
    this.come.catch(() => {});
    lockLost.addEventListener('abort', () => this.fail(lockLost.reason as Error));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        this.end();
        process.once(signal, () => process.exit(130));
      });
    }
  }

  end(): void {
    this.#resolve();
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  /** What `stop` stops was started. What comes up after the others were stopped is stopped at once. */
  onEnd(what: string, stop: () => Promise<void>): void {
    this.#undo.push({ what, stop });
    if (this.#over) void this.undoAll();
  }

  /** One part that does not stop does not keep the others from it. */
  async undoAll(): Promise<void> {
    this.#over = true;
    for (const { what, stop } of this.#undo.splice(0).reverse()) {
      await stop().catch((error) => {
        console.error(`${what} could not be stopped: ${(error as Error).message}`);
      });
    }
  }
}
