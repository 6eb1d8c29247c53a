import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { problem } from './problem.js';

/**
 * Lets requests through that name this computer in `Host` (a web page may point a name of its own
 * at 127.0.0.1: DNS rebinding), come from no foreign page (`Origin`), and bear the token.
 */
export function guard(port: () => number, token: string): MiddlewareHandler {
  const expected = digest(`Bearer ${token}`);
  return async (c, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    if (!hosts.includes(c.req.header('host') ?? '')) {
      return problem(c, { status: 421, title: 'misdirected request', detail: 'Unknown Host.' });
    }
    const origin = c.req.header('origin');
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
      return problem(c, { status: 403, title: 'forbidden', detail: 'Foreign Origin.' });
    }
    if (!timingSafeEqual(digest(c.req.header('authorization') ?? ''), expected)) {
      c.header('www-authenticate', 'Bearer');
      const detail = 'Send the token of api.token in the state directory: Authorization: Bearer …';
      return problem(c, { status: 401, title: 'unauthorized', detail });
    }
    return next();
  };
}

/** Digests are of one length, as the comparison in constant time wants it. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
