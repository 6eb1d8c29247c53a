import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import { parseJsonText } from '../language/values/json-text.js';
import { InexactNumber, inQuotes } from '../language/values/numbers.js';
import type { Env, RoleHolder } from './door/caller.js';
import { ProblemError, problem } from './problem.js';
import type { ProblemCode } from './schemas/problem.js';
import type { Role } from './schemas/session.js';

/** What a handler is given, checked. */
export interface Asked<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** Who asks: one of whom nothing is known may look. */
  caller: RoleHolder;
  c: Context<Env>;
}

/** One route: what the document of the API says of it, and what it does. */
export interface RouteDefinition<Params, Query, Body, Answer> {
  method: 'get' | 'post' | 'put' | 'delete';
  /** `/runs/{name}`, below `/api`. */
  path: string;
  summary: string;
  /** Who may; `anyone` need not be signed in, `commands` bear the operator's token. */
  for: Role | 'anyone' | 'commands';
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  status?: 200 | 201 | 202 | 204;
  /** Schema of the answer; a stream says what its events hold. */
  answer?: z.ZodType<Answer>;
  events?: { [event: string]: z.ZodType };
  problems?: ProblemCode[];
  handle(asked: Asked<Params, Query, Body>): Promise<Answer | Response>;
}

/** A route whose types are known to itself only. */
export type Route = RouteDefinition<unknown, unknown, unknown, unknown>;

export function route<Params = undefined, Query = undefined, Body = undefined, Answer = void>(
  definition: RouteDefinition<Params, Query, Body, Answer>,
): Route {
  return definition as unknown as Route;
}

/** No request needs more: inputs, and outputs of a step that is skipped. */
const largestBody = 1024 * 1024;

export function mount(app: Hono<Env>, routes: readonly Route[]): void {
  const limit = bodyLimit({ maxSize: largestBody });
  for (const one of routes) {
    app.on(one.method.toUpperCase(), one.path.replaceAll(/\{(\w+)\}/g, ':$1'), limit, async (c) => {
      const caller = c.get('caller') ?? { role: 'reader' };
      const refused = mayNot(one, caller, c);
      if (refused) return refused;
      const params = check(one.params, c.req.param(), 'path');
      const query = check(one.query, c.req.query(), 'query');
      const body = check(one.body, one.body && (await readBody(c)), 'body');
      const answer = await one.handle({ params, query, body, caller, c });
      if (answer instanceof Response) return answer;
      if (one.answer === undefined) return c.body(null, 204);
      return c.json(answer as object, (one.status ?? 200) as ContentfulStatusCode);
    });
  }
}

function mayNot(one: Route, { role }: RoleHolder, c: Context<Env>): Response | undefined {
  if (one.for !== 'operator' || role === 'operator') return undefined;
  const detail = 'This session may only look.';
  return problem(c, { code: 'role.reader', detail, next: 'Sign in as operator: muster open' });
}

/** An empty body stands for an empty object: `curl -X POST` alone pauses a run. */
async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  try {
    return parseJsonText(text);
  } catch (error) {
    const detail =
      error instanceof InexactNumber
        ? `${error.message}: ${inQuotes}.`
        : `The body is no JSON: ${(error as Error).message}.`;
    throw new ProblemError({ code: 'request.invalid', detail });
  }
}

function check(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.join('.'),
    message,
  }));
  const said = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const detail = `The ${where} of the request does not fit: ${said.join('; ')}.`;
  throw new ProblemError({ code: 'request.invalid', detail, issues });
}
