import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import type { DaemonServices } from '../worker/engine/daemon.js';
import type { Env } from './door/caller.js';
import { knownOnly, operatorTokenOnly } from './door/guard.js';
import { lifeOf } from './life.js';
import { problem } from './problem.js';

/** Names as pipelines declare them. */
const secretsBody = z.object({
  values: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()),
});

/** What commands ask of the daemon itself: `/api/health`, `clients`, `secrets`, `shutdown`. */
export function daemonRoutes(services: DaemonServices, closing: AbortSignal): Hono<Env> {
  const { info, leases, secrets } = services;
  const routes = new Hono<Env>();
  routes.use('/health', knownOnly);
  for (const path of ['/clients', '/secrets', '/shutdown']) {
    routes.use(path, knownOnly, operatorTokenOnly);
  }

  routes.get('/health', (c) =>
    c.json({
      version: info.version,
      pid: info.pid,
      startedAt: info.startedAt,
      uptimeSeconds: Math.floor((Date.now() - Date.parse(info.startedAt)) / 1000),
      temporal: { address: info.address, namespace: info.namespace, ui: info.ui },
      queue: info.queue,
      clients: leases.held,
    }),
  );

  /** A lease: the answer goes on until the client ends it, or dies. */
  routes.post('/clients', (c) => {
    if (closing.aborted) return problem(c, { code: 'engine.leaving' });
    const release = leases.take();
    c.header('content-type', 'application/x-ndjson');
    return stream(c, async (lines) => {
      const life = lifeOf(lines, closing);
      const over = new Promise((resolve) => life.signal.addEventListener('abort', resolve));
      try {
        await lines.writeln(JSON.stringify({ attached: true }));
        if (!life.signal.aborted) await over;
      } finally {
        life.end();
        release();
      }
    });
  });

  routes.post('/secrets', bodyLimit({ maxSize: 1024 * 1024 }), async (c) => {
    const body = secretsBody.safeParse(await c.req.json().catch(() => undefined));
    // The values must not come back in an error.
    if (!body.success) {
      const detail = 'Expected {"values": {"NAME": "value"}}.';
      return problem(c, { code: 'request.invalid', detail });
    }
    for (const [name, value] of Object.entries(body.data.values)) secrets.set(name, value);
    return c.body(null, 204);
  });

  routes.post('/shutdown', async (c) => {
    const need = await services.leaveIfIdle();
    if (need === undefined) return c.json({ leaving: true }, 202);
    return problem(c, { code: 'engine.in-use', detail: need });
  });

  return routes;
}
