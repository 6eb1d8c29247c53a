import type { Role } from '../schemas/session.js';

/** Who asks. */
export interface Caller {
  role: Role;
  /** By the token of a 0600 file, or by the cookie of a page. */
  via: 'token' | 'cookie';
  /** The cookie's value. */
  session?: string;
}

/** What the door leaves for the routes behind it. */
export interface Env {
  Variables: { caller: Caller | undefined };
}
