import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { jsonObject } from '../../contract/json.js';
import type { JsonObject } from '../../contract/plan.js';
import type { Who } from '../../contract/who.js';
import { parseJsonText } from '../../language/values/json-text.js';
import { InexactNumber, inQuotes } from '../../language/values/numbers.js';
import type { Backend } from '../backend.js';
import type { Env } from '../door/caller.js';
import { WrongGuesses } from '../door/wrong-guesses.js';
import { HookSecrets } from '../hook-secrets.js';
import { ProblemError } from '../problem.js';
import { type Route, route } from '../route.js';
import { type Hook, hook } from '../schemas/pipeline.js';
import { start } from './pipelines.js';

const byId = z.object({ id: z.string().min(1).max(300) });
/** Requests for a hook that did not say its secret, within a minute. */
const refusals = 20;

/** What an operator asks about hooks. */
export function hookRoutes({ door, home, shelf }: Backend): Route[] {
  const secrets = new HookSecrets(home.hooks);
  const viewOf = async (id: string): Promise<Hook> => ({
    url: `http://127.0.0.1:${door.port()}/hooks/${encodeURIComponent(id)}`,
    secretFile: secrets.fileOf(id),
    exists: await secrets.exists(id),
  });
  const one = {
    path: '/pipelines/{id}/hook',
    params: byId,
    problems: ['pipeline.unknown'],
  } as const;
  return [
    route({
      method: 'get',
      ...one,
      problems: ['pipeline.unknown'],
      summary: 'The hook by which a pipeline is started from elsewhere',
      for: 'reader',
      answer: hook,
      async handle({ params }) {
        const { id } = await shelf.read(params.id);
        return viewOf(id);
      },
    }),
    route({
      method: 'put',
      ...one,
      problems: ['pipeline.unknown'],
      summary: 'Make the hook of a pipeline, and its secret',
      for: 'operator',
      answer: hook,
      async handle({ params }) {
        const { id } = await shelf.read(params.id);
        await secrets.make(id);
        return viewOf(id);
      },
    }),
    route({
      method: 'delete',
      ...one,
      problems: ['pipeline.unknown'],
      summary: 'Forget the hook of a pipeline, and its secret',
      for: 'operator',
      async handle({ params }) {
        const { id } = await shelf.read(params.id);
        await secrets.remove(id);
      },
    }),
  ];
}

/** `POST /hooks/ID`: whoever says the hook's secret brings its pipeline up. */
export function hookRoute(backend: Backend): Hono<Env> {
  const secrets = new HookSecrets(backend.home.hooks);
  const wrong = new WrongGuesses(refusals);
  const routes = new Hono<Env>();
  routes.post('/:id', bodyLimit({ maxSize: 1024 * 1024 }), async (c) => {
    const id = c.req.param('id');
    const body = new Uint8Array(await c.req.arrayBuffer());
    const isSaid = await secrets.isSaid(id, {
      body,
      authorization: c.req.header('authorization'),
      signature: c.req.header('x-hub-signature-256'),
    });
    if (!isSaid) {
      await wrong.count(id, 'There were too many requests without the secret.');
      // Whether there is such a hook is not told to who does not know its secret.
      throw new ProblemError({ code: 'hook.refused', next: 'See docs/api.md, "Hooks".' });
    }
    const read = await backend.shelf.read(id);
    const request = { mode: 'up' as const, inputs: inputsOf(body) };
    const by: Who = { kind: 'hook', id: `hook@${backend.host}`, via: 'hook' };
    const started = await start(backend, read, request, by);
    backend.feeds.nudge(started.name);
    return c.json(started, 202);
  });
  return routes;
}

function inputsOf(body: Uint8Array): JsonObject {
  const text = new TextDecoder().decode(body).trim();
  if (text === '') return {};
  try {
    return jsonObject.parse(parseJsonText(text));
  } catch (error) {
    const detail =
      error instanceof InexactNumber
        ? `${error.message}: ${inQuotes}.`
        : 'The body is no JSON object of inputs.';
    throw new ProblemError({ code: 'request.invalid', detail });
  }
}
