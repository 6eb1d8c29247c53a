import { defaultGrace, type EndSignal, endGroup } from './groups.js';

export interface GroupEndOptions {
  /** After this many ms the group is ended. Default: none. */
  timeout?: number | undefined;
  /** Default: SIGTERM. */
  endSignal?: EndSignal | undefined;
  /** From the first signal to KILL, in ms. Default: 30 s. */
  grace?: number | undefined;
  /** Ends the group when aborted. */
  signal?: AbortSignal | undefined;
}

/** Why, and how far, the group of a running program is being ended: abort, time-out or error. */
export class GroupEnd {
  /** Resolves when the first signal is sent. */
  readonly started: Promise<void>;
  timedOut = false;
  readonly #pgid: number;
  readonly #options: GroupEndOptions;
  readonly #timer: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;
  #broken: { error: unknown } | undefined;
  #markStarted: () => void = () => {};

  constructor(pgid: number, options: GroupEndOptions) {
    this.#pgid = pgid;
    this.#options = options;
    this.started = new Promise((resolve) => {
      this.#markStarted = resolve;
    });
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (options.signal?.aborted) this.#onAbort();
    if (options.timeout !== undefined) {
      this.#timer = setTimeout(() => {
        this.timedOut = true;
        this.#begin();
      }, options.timeout);
    }
  }

  /** Run a function of the caller; its error ends the group. */
  guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#broken ??= { error };
      this.#begin();
    }
  }

  /** The program has ended by itself: too late for a time-out. */
  leaderEnded(): void {
    clearTimeout(this.#timer);
  }

  /** Nothing begins any more; resolves when what began is over. */
  async settled(): Promise<void> {
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    await this.#ending;
  }

  /** Throw what the group was ended for, but for a time-out. */
  throwIfBroken(): void {
    if (this.#broken) throw this.#broken.error;
  }

  readonly #onAbort = () => {
    this.#broken ??= { error: this.#options.signal?.reason };
    this.#begin();
  };

  #begin(): void {
    this.#ending ??= endGroup(
      this.#pgid,
      this.#options.endSignal,
      this.#options.grace ?? defaultGrace,
    );
    this.#markStarted();
  }
}
