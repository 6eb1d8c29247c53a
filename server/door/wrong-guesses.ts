import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { ProblemError } from '../problem.js';

/** In seconds. */
const duration = 60;

/**
 * Counts what was guessed wrong, and answers so many of it a minute. It is asked after a guess was
 * found to be wrong, never before: what is right is taken, however often others were wrong. That
 * makes no guess likelier, for what is guessed are 192 random bits and more.
 */
export class WrongGuesses {
  readonly #limiter: RateLimiterMemory;

  /** @param points As many are answered within a minute. */
  constructor(points: number) {
    this.#limiter = new RateLimiterMemory({ points, duration });
  }

  /**
   * @param about What was guessed at. One of 256 lots is counted: as many counters there are, whatever is
   * asked for, and no limit tells whether there is such a thing.
   * @throws ProblemError `session.limited`
   */
  async count(about: string, detail: string): Promise<void> {
    const lot = createHash('sha256').update(about).digest()[0] ?? 0;
    const over = await this.#limiter.consume(lot).then(
      () => undefined,
      (state: { msBeforeNext: number }) => state,
    );
    if (over === undefined) return;
    const retryAfter = Math.ceil(over.msBeforeNext / 1000);
    const next = `Try again in ${retryAfter} s.`;
    throw new ProblemError({ code: 'session.limited', detail, next, retryAfter });
  }
}
