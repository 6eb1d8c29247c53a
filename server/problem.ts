import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error of the API as RFC 9457 has it: `application/problem+json`. */
export interface Problem {
  status: ContentfulStatusCode;
  /** A few words, the same for every error of this kind. */
  title: string;
  /** What happened here, and what to do next. */
  detail?: string;
}

/** Answer with a problem. */
export function problem(c: Context, { status, title, detail }: Problem): Response {
  const body = { type: 'about:blank', status, title, ...(detail === undefined ? {} : { detail }) };
  return c.json(body, status, { 'content-type': 'application/problem+json' });
}

/** What a handler threw; the message of an unexpected error is for the log, not for the client. */
export function problemOfError(error: Error, c: Context): Response {
  if (error instanceof HTTPException) {
    const status = error.status as ContentfulStatusCode;
    return problem(c, { status, title: error.message });
  }
  console.error(error);
  return problem(c, { status: 500, title: 'internal error', detail: 'See logs/daemon.log.' });
}
