import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeJson } from '../../worker/engine/write-json.js';
import { role as anyRole, type Role } from '../schemas/session.js';

/** A page that nobody used for so long has to be signed in anew, in ms. */
const idleLimit = 12 * 3_600_000;
/** That a page was used is written down no more often, in ms. */
const noted = 10 * 60_000;

const session = z.object({ role: anyRole, seen: z.number() });
const file = z.record(z.string(), session);
type Session = z.infer<typeof session>;

/**
 * The pages that are signed in. They outlive the daemon, so that a page that is open goes on with
 * the next one: digests of the cookies lie in a 0600 file, of which no cookie can be made.
 */
export class Sessions {
  readonly #path: string;
  readonly #now: () => number;
  /** By digest of what the cookie holds. */
  readonly #open: Map<string, Session>;
  #saving: Promise<void> = Promise.resolve();
  #savedAt = 0;

  static async load(path: string, now: () => number = Date.now): Promise<Sessions> {
    const text = await readFile(path, 'utf8').catch(() => '{}');
    let found: { [digest: string]: Session } = {};
    try {
      found = file.parse(JSON.parse(text));
    } catch {
      // A file that cannot be read signs everybody out, and does no other harm.
    }
    return new Sessions(path, new Map(Object.entries(found)), now);
  }

  private constructor(path: string, open: Map<string, Session>, now: () => number) {
    this.#path = path;
    this.#open = open;
    this.#now = now;
  }

  /** Resolves once everything is on disk. */
  get saved(): Promise<void> {
    return this.#saving;
  }

  /** @returns what the cookie holds. */
  open(role: Role): string {
    const id = randomBytes(32).toString('base64url');
    this.#open.set(digest(id), { role, seen: this.#now() });
    this.#save();
    return id;
  }

  /** The role of a session; being asked for keeps it. */
  find(id: string): Role | undefined {
    const found = this.#open.get(digest(id));
    if (found === undefined || this.#now() - found.seen > idleLimit) return undefined;
    found.seen = this.#now();
    if (found.seen - this.#savedAt > noted) this.#save();
    return found.role;
  }

  close(id: string): void {
    this.#open.delete(digest(id));
    this.#save();
  }

  /** One after the other; what changes meanwhile is written by the next. */
  #save(): void {
    this.#savedAt = this.#now();
    for (const [key, { seen }] of this.#open) {
      if (this.#now() - seen > idleLimit) this.#open.delete(key);
    }
    const content = Object.fromEntries(this.#open);
    this.#saving = this.#saving
      .then(() => writeJson(this.#path, content))
      .catch((error) => console.error(error));
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
