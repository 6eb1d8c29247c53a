import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../schemas/session.js';

/** A page that nobody used for so long has to be signed in anew, in ms. */
const idleLimit = 12 * 3_600_000;

/** The pages that are signed in: in memory, so they end with the daemon. */
export class Sessions {
  readonly #open = new Map<string, { role: Role; seen: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @returns what the cookie holds. */
  open(role: Role): string {
    const id = randomBytes(32).toString('base64url');
    this.#open.set(digest(id), { role, seen: this.#now() });
    return id;
  }

  /** The role of a session; being asked for keeps it. */
  find(id: string): Role | undefined {
    const key = digest(id);
    const found = this.#open.get(key);
    if (found === undefined) return undefined;
    if (this.#now() - found.seen > idleLimit) {
      this.#open.delete(key);
      return undefined;
    }
    found.seen = this.#now();
    return found.role;
  }

  close(id: string): void {
    this.#open.delete(digest(id));
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
