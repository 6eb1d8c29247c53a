import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { problem } from '../problem.js';
import type { Role } from '../schemas/session.js';
import type { Caller, Env } from './caller.js';
import { otherAddress } from './other-address.js';
import type { Sessions } from './sessions.js';

export interface DoorOptions {
  port: () => number;
  tokens: { [R in Role]: string };
  sessions: Sessions;
}

/** Cookies are shared by all ports of a host: each engine has one of its own. */
export const cookieName = (port: number): string => `muster-${port}`;

/**
 * Lets requests through that name this computer in `Host` (a web page may point a name of its own
 * at 127.0.0.1: DNS rebinding), and come from no foreign page (`Origin`).
 */
export function sameHost(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    if (!hosts.includes(c.req.header('host') ?? '')) return otherAddress(c, port());
    const origin = c.req.header('origin');
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
      return problem(c, { code: 'origin.foreign', detail: 'Foreign Origin.' });
    }
    return next();
  };
}

/** Finds out who asks: by token, or by the cookie of a page that was signed in. */
export function recognize(options: DoorOptions): MiddlewareHandler<Env> {
  const expected = (['operator', 'reader'] as const).map((role) => ({
    role,
    digest: digest(`Bearer ${options.tokens[role]}`),
  }));
  return async (c, next) => {
    const caller = byToken(c, expected) ?? byCookie(c, options);
    if (caller?.via === 'cookie' && changes(c) && !fromOwnPage(c)) {
      const detail = 'A request with a cookie that changes something must come from the page.';
      return problem(c, { code: 'origin.foreign', detail });
    }
    c.set('caller', caller);
    return next();
  };
}

/** Lets nobody through who is not known. */
export const knownOnly: MiddlewareHandler<Env> = async (c, next) => {
  if (c.get('caller') !== undefined) return next();
  c.header('www-authenticate', 'Bearer');
  const detail = 'Neither the token nor the cookie of this engine came with the request.';
  const what =
    'In a browser: muster open. Else send the token of api.token in the state directory: Authorization: Bearer …';
  return problem(c, { code: 'session.none', detail, next: what });
};

/** For commands, which bear the operator's token. */
export const operatorTokenOnly: MiddlewareHandler<Env> = async (c, next) => {
  const caller = c.get('caller');
  if (caller?.role === 'operator' && caller.via === 'token') return next();
  const what = 'Send the token of api.token in the state directory: Authorization: Bearer …';
  const detail = 'This is for commands only.';
  return problem(c, { code: 'token.needed', detail, next: what });
};

function byToken(c: Context, expected: { role: Role; digest: Buffer }[]): Caller | undefined {
  const header = c.req.header('authorization');
  if (header === undefined) return undefined;
  const given = digest(header);
  const found = expected.filter((one) => timingSafeEqual(given, one.digest));
  return found[0] && { role: found[0].role, via: 'token' };
}

function byCookie(c: Context, { port, sessions }: DoorOptions): Caller | undefined {
  // Who sends a token means the token.
  if (c.req.header('authorization') !== undefined) return undefined;
  const session = getCookie(c, cookieName(port()));
  const role = session === undefined ? undefined : sessions.find(session);
  return session === undefined || role === undefined ? undefined : { role, via: 'cookie', session };
}

function changes(c: Context): boolean {
  return c.req.method !== 'GET' && c.req.method !== 'HEAD';
}

/** The very origin that was asked: `localhost` and `127.0.0.1` are two. */
function fromOwnPage(c: Context): boolean {
  return c.req.header('origin') === `http://${c.req.header('host')}`;
}

/** Digests are of one length, as the comparison in constant time wants it. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
