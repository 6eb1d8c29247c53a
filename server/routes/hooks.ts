import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { jsonObject } from '../../contract/json.js';
import type { JsonObject } from '../../contract/plan.js';
import type { Who } from '../../contract/who.js';
import { didYouMean } from '../../language/names.js';
import { parseJsonText } from '../../language/values/json-text.js';
import { InexactNumber, inQuotes } from '../../language/values/numbers.js';
import type { Backend } from '../backend.js';
import type { Env } from '../door/caller.js';
import { WrongGuesses } from '../door/wrong-guesses.js';
import { type HookMap, keepMap, mapped, readMap } from '../hooks/map.js';
import { HookSecrets } from '../hooks/secrets.js';
import type { Read } from '../pipelines/shelf.js';
import { ProblemError, problem } from '../problem.js';
import { type Route, route } from '../route.js';
import { type Hook, hook, makeHook } from '../schemas/pipeline.js';
import { start } from './pipelines.js';

const byId = z.object({ id: z.string().min(1).max(300) });
/** Requests for a hook that did not say its secret, within a minute. */
const refusals = 20;

/** What an operator asks about hooks. */
export function hookRoutes({ door, home, shelf }: Backend): Route[] {
  const secrets = new HookSecrets(home.hooks);
  const viewOf = async ({ id, file }: Read): Promise<Hook> => {
    const isOwn = await secrets.isFor(id, file);
    return {
      url: `http://127.0.0.1:${door.port()}/hooks/${encodeURIComponent(id)}`,
      secretFile: secrets.fileOf(id),
      exists: isOwn && (await secrets.exists(id)),
      ...(isOwn ? mapOf(await readMap(secrets.mapFileOf(id))) : {}),
    };
  };
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
        return viewOf(await shelf.read(params.id));
      },
    }),
    route({
      method: 'put',
      ...one,
      problems: ['pipeline.unknown'],
      summary:
        'Make the hook of a pipeline, and its secret; say which fields of a body become inputs',
      for: 'operator',
      body: makeHook,
      answer: hook,
      async handle({ params, body }) {
        const read = await shelf.read(params.id);
        if (body.map) refuseUnknownInputs(read, body.map);
        await secrets.make(read.id, read.file);
        if (body.map !== undefined)
          await keepMap(secrets.mapFileOf(read.id), body.map ?? undefined);
        return viewOf(read);
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
    const proof = await secrets.proofOf(id, {
      body,
      authorization: c.req.header('authorization'),
      signature: c.req.header('x-hub-signature-256'),
    });
    if (proof === undefined) {
      await wrong.count(id, 'There were too many requests without the secret.');
      // Whether there is such a hook is not told to who does not know its secret.
      throw new ProblemError({ code: 'hook.refused', next: 'See docs/api.md, "Hooks".' });
    }
    // GitHub asks so whether anybody is there, once a hook was entered.
    if (c.req.header('x-github-event') === 'ping') return c.json({ ping: true });
    const read = await backend.shelf.read(id);
    if (!(await secrets.isFor(id, read.file))) throw ofAnother(id);
    const map = await readMap(secrets.mapFileOf(id));
    const inputs = inputsOf(textOf(body, c.req.header('content-type')), map);
    const by: Who = { kind: 'hook', id: `hook@${backend.host}`, via: 'hook' };
    const taken = secrets.takenOf(id);
    const { signature } = proof;
    if (signature !== undefined && !taken.take(signature)) throw replayed();
    try {
      const started = await start(backend, read, { mode: 'up', inputs }, by);
      backend.feeds.nudge(started.name);
      return c.json(started, 202);
    } catch (error) {
      if (signature !== undefined) taken.giveBack(signature);
      throw error;
    }
  });
  routes.all('/:id', (c) => {
    c.header('allow', 'POST');
    const detail = `A hook takes POST, not ${c.req.method}.`;
    return problem(c, { code: 'method.refused', detail, next: 'See docs/api.md, "Hooks".' });
  });
  routes.all('*', (c) => problem(c, { code: 'not.found', detail: c.req.path }));
  return routes;
}

function ofAnother(id: string): ProblemError {
  return new ProblemError({
    code: 'hook.refused',
    detail: `This hook was made for another pipeline, which was called ${id} then.`,
    next: 'Make a hook of the pipeline that is to be started: docs/api.md, "Hooks".',
  });
}

function replayed(): ProblemError {
  return new ProblemError({
    code: 'hook.replayed',
    detail: 'This signed body was taken before.',
    next: 'Sign a body that says something else each time (a time, a number of its own), or say the secret itself: Authorization: Bearer …',
  });
}

function mapOf(map: HookMap | undefined): { map?: HookMap } {
  return map === undefined ? {} : { map };
}

/** Said when the map is made: a hook's caller could do nothing about it. */
function refuseUnknownInputs({ loaded }: Read, map: HookMap): void {
  const known = Object.keys(loaded.inputs);
  const unknown = Object.keys(map).find((input) => !known.includes(input));
  if (unknown === undefined) return;
  throw new ProblemError({
    code: 'request.invalid',
    detail: `map: the pipeline has no input ${unknown}.`,
    next: `${didYouMean(unknown, known, 'its inputs are')}.`,
  });
}

/** GitHub sends JSON in a form unless it is told not to. */
function textOf(body: Uint8Array, type: string | undefined): string {
  const text = new TextDecoder().decode(body).trim();
  if (type?.startsWith('application/x-www-form-urlencoded') !== true) return text;
  return new URLSearchParams(text).get('payload') ?? text;
}

/** @param map Which fields become inputs; undefined: all, by their names. */
function inputsOf(text: string, map: HookMap | undefined): JsonObject {
  if (text === '') return {};
  try {
    const body = jsonObject.parse(parseJsonText(text));
    return map === undefined ? body : mapped(map, body);
  } catch (error) {
    const detail =
      error instanceof InexactNumber
        ? `${error.message}: ${inQuotes}.`
        : 'The body is no JSON object.';
    throw new ProblemError({ code: 'request.invalid', detail });
  }
}
