import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../schemas/session.js';

/** How long a link is good for, in ms. */
const lifetime = 10 * 60_000;

/** One-time codes by which a page is signed in: in memory, good once, for ten minutes. */
export class SignInCodes {
  /** By digest, so that looking one up takes no longer the nearer a guess is. */
  readonly #open = new Map<string, { role: Role; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  issue(role: Role): { code: string; expiresAt: Date } {
    this.#forgetOld();
    const code = randomBytes(24).toString('base64url');
    const until = this.#now() + lifetime;
    this.#open.set(digest(code), { role, until });
    return { code, expiresAt: new Date(until) };
  }

  /** The role that a code gives, once. */
  take(code: string): Role | undefined {
    this.#forgetOld();
    const key = digest(code);
    const found = this.#open.get(key);
    this.#open.delete(key);
    return found?.role;
  }

  #forgetOld(): void {
    for (const [key, { until }] of this.#open) {
      if (until <= this.#now()) this.#open.delete(key);
    }
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
