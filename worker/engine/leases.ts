import { EventEmitter } from 'node:events';

/** The clients attached to a daemon. Emits `free` when the last one let go. */
export class Leases extends EventEmitter<{ free: [] }> {
  #held = 0;

  get held(): number {
    return this.#held;
  }

  /** A client attaches; what is returned lets it go, once. */
  take(): () => void {
    this.#held++;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#held--;
      if (this.#held === 0) this.emit('free');
    };
  }
}
