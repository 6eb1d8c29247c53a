import type { Parts, Progress } from '../../contract/task.js';
import type { Masker } from './masking/masker.js';

/** How often a person hears of a running attempt, and Temporal that it lives. */
const every = 1_000;

/** What an attempt tells while it runs: its heartbeat, masked, on a timer and not on output. */
export class Report {
  readonly #mask: Masker;
  readonly #send: (progress: Progress) => void;
  readonly #announce: (progress: Progress) => void;
  readonly #timer: NodeJS.Timeout;
  #progress: Progress;

  /** `announce` is told of every change at once, for those who watch from this process. */
  constructor(
    host: string,
    mask: Masker,
    send: (progress: Progress) => void,
    announce: (progress: Progress) => void = () => {},
  ) {
    this.#mask = mask;
    this.#send = send;
    this.#announce = announce;
    this.#progress = { phase: 'checking', host, pid: process.pid };
    this.#timer = setInterval(() => this.#beat(), every);
    this.#beat();
  }

  /** A new phase; what was known of parts stays. */
  phase(phase: Progress['phase']): void {
    const { passes: _, ...rest } = this.#progress;
    this.#change({ ...rest, phase });
    this.#beat();
  }

  passes(seen: number, of: number): void {
    this.#change({ ...this.#progress, passes: { seen, of } });
  }

  /** Why the last look did not hold. */
  why(why: string): void {
    this.#change({ ...this.#progress, why: this.#mask.text(why) });
  }

  parts(parts: Parts | undefined): void {
    if (parts) this.#change({ ...this.#progress, parts: this.#mask.json(parts) });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #change(progress: Progress): void {
    this.#progress = progress;
    this.#announce(progress);
  }

  #beat(): void {
    this.#send(this.#progress);
  }
}
