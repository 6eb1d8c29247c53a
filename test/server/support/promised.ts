import { deepStrictEqual } from 'node:assert/strict';
import type { z } from 'zod';
import type { Backend } from '../../../server/backend.js';
import type { Route } from '../../../server/route.js';
import { apiRoutes } from '../../../server/routes/all.js';

/** Nothing is asked of it: only what the routes say of themselves is checked. */
const nobody = { home: { hooks: '' }, info: { version: '' } } as unknown as Backend;
const routes: Route[] = apiRoutes(nobody);

/** An answer that is just what the API's document says of it, with no field more; throws otherwise. */
export function asPromised<Body>(method: 'get' | 'post', path: string, body: unknown): Body {
  const route = routeOf(method, path);
  if (route.answer === undefined) return body as Body;
  return exactly(route.answer, body, `${method.toUpperCase()} ${path}`) as Body;
}

/** The data of an event, likewise. */
export function toldAsPromised(path: string, event: string, data: unknown): void {
  const schema = routeOf('get', path).events?.[event];
  if (schema === undefined) throw new Error(`${path} promises no event ${event}`);
  exactly(schema, data, `${path}, event ${event}`);
}

function routeOf(method: string, path: string): Route {
  const [bare = ''] = path.split('?');
  const found = routes.find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(bare),
  );
  if (found === undefined) throw new Error(`no route is ${method} ${path}`);
  return found;
}

function exactly(schema: z.ZodType, value: unknown, what: string): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`${what} is not what is promised: ${parsed.error.message}`);
  deepStrictEqual(value, parsed.data, `${what} holds what is not promised`);
  return value;
}
