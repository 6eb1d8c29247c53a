import { getEventListeners, once } from 'node:events';
import { Hono } from 'hono';
import { afterEach, expect, it, vi } from 'vitest';
import { daemonRoutes } from '../../server/daemon-routes.js';
import type { Env } from '../../server/door/caller.js';
import { Feeds } from '../../server/feeds/feeds.js';
import { events } from '../../server/sse.js';
import type { DaemonServices } from '../../worker/engine/daemon.js';
import { Leases } from '../../worker/engine/leases.js';
import { LiveBus } from '../../worker/live.js';

/** What belongs to one request, a page or a command, stays with the daemon no longer than that. */

const closing = new AbortController();
const leases = new Leases();
const left = () => ({
  held: leases.held,
  listeners: getEventListeners(closing.signal, 'abort').length,
});

const app = new Hono<Env>();
app.use(async (c, next) => {
  c.set('caller', { role: 'operator', via: 'token' });
  return next();
});
app.route('/', daemonRoutes({ leases } as DaemonServices, closing.signal));
app.get('/events', (c) =>
  events(c, { leases, closing: closing.signal }, async function* (signal) {
    yield { event: 'one', data: 1 };
    if (!signal.aborted) await once(signal, 'abort');
  }),
);

afterEach(() => expect(left()).toEqual({ held: 0, listeners: 0 }));

it.each([
  ['a command that is attached', '/clients', 'POST'],
  ['a page that listens', '/events', 'GET'],
])('%s leaves nothing behind', async (_who, path, method) => {
  for (let count = 0; count < 20; count++) {
    const answer = await app.request(path, { method });
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(left()).toEqual({ held: 1, listeners: 1 });
    await reader?.cancel();
    await vi.waitUntil(() => leases.held === 0, { interval: 1 });
  }
});

it('the feed of a run lives as long as somebody follows it, and is shared', async () => {
  let asked = 0;
  const live = new LiveBus();
  const feeds = new Feeds({
    live,
    services: async () => {
      asked++;
      throw new Error('nobody at Temporal');
    },
  });
  const pages = [new AbortController(), new AbortController()];
  const followed = pages.map(({ signal }) => feeds.follow('web', undefined, signal));
  const other = new AbortController();
  // Asked for by somebody who has not begun to follow: nothing may take a feed from the others.
  const third = feeds.follow('db', undefined, other.signal);
  const first = await Promise.all(followed.map((one) => one.next()));
  expect(first.map(({ value }) => value?.event)).toEqual(['problem', 'problem']);
  expect([asked, feeds.watched]).toEqual([1, 1]);
  expect((await third.next()).value).toMatchObject({ event: 'problem' });
  expect([feeds.watched, live.listenerCount('attempt')]).toEqual([2, 2]);
  for (const page of [...pages, other]) page.abort();
  await Promise.all([...followed, third].map((one) => one.next()));
  expect([feeds.watched, live.listenerCount('attempt')]).toEqual([0, 0]);
});
