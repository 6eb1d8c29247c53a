import type { Role } from '../schemas/session.js';

/** Who asks. */
export interface Caller {
  role: Role;
  /** By the token of a 0600 file, or by the cookie of a page. */
  via: 'token' | 'cookie';
  /** The cookie's value. */
  session?: string;
}

/** Who asks, as far as it is known: the role that they hold at least. */
export type RoleHolder = Pick<Caller, 'role'> & Partial<Caller>;

/** What the door leaves for the routes behind it. */
export interface Env {
  Variables: { caller: Caller | undefined };
}
