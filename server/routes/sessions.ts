import { deleteCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { type Backend, byOf } from '../backend.js';
import { cookieName } from '../door/guard.js';
import { WrongGuesses } from '../door/wrong-guesses.js';
import { ProblemError } from '../problem.js';
import { type Route, route } from '../route.js';
import { type Role, role, type Session, session, signIn, signInCode } from '../schemas/session.js';

/** Codes that were no good within a minute, of all callers: there is but one address, 127.0.0.1. */
const wrongCodes = 10;

export function sessionRoutes(backend: Backend): Route[] {
  const { door, codes, info, host } = backend;
  const wrong = new WrongGuesses(wrongCodes);
  const sessionOf = (held: Role): Session => ({
    role: held,
    by: byOf(backend, { role: held }).id,
    host,
    version: info.version,
  });
  return [
    route({
      method: 'post',
      path: '/session',
      summary: 'Sign a page in with the one-time code of a link',
      for: 'anyone',
      body: signIn,
      answer: session,
      problems: ['session.code', 'session.limited'],
      async handle({ body, c }) {
        // A right code is taken whatever others guessed: nobody can lock anybody out.
        const given = codes.take(body.code);
        if (given === undefined) {
          await wrong.count('sign-in', 'There were too many wrong codes.');
          throw new ProblemError({
            code: 'session.code',
            detail: 'The link was used before, is too old, or was never given.',
            next: 'Get a new one: muster open',
          });
        }
        setCookie(c, cookieName(door.port()), door.sessions.open(given), {
          httpOnly: true,
          sameSite: 'Strict',
          path: '/',
        });
        return sessionOf(given);
      },
    }),
    route({
      method: 'get',
      path: '/session',
      summary: 'Who is signed in',
      for: 'reader',
      answer: session,
      handle: async ({ caller }) => sessionOf(caller.role),
    }),
    route({
      method: 'delete',
      path: '/session',
      summary: 'Sign the page out',
      for: 'reader',
      async handle({ caller, c }) {
        if (caller.session !== undefined) door.sessions.close(caller.session);
        deleteCookie(c, cookieName(door.port()), { path: '/' });
      },
    }),
    route({
      method: 'post',
      path: '/sign-in-codes',
      summary: 'Make a link that signs one browser in, once, within ten minutes',
      for: 'commands',
      body: z.object({ role }).strict(),
      status: 201,
      answer: signInCode,
      async handle({ body }) {
        const { code, expiresAt } = codes.issue(body.role);
        const url = `http://127.0.0.1:${door.port()}/sign-in#${code}`;
        return { code, url, expiresAt: expiresAt.toISOString() };
      },
    }),
  ];
}
