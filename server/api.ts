import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { privateFile } from '../client/private-file.js';
import type { Api, DaemonServices } from '../worker/engine/daemon.js';
import { daemonRoutes } from './daemon-routes.js';
import { guard } from './guard.js';
import { problem, problemOfError } from './problem.js';

/** Start the daemon's HTTP API on a port that the system chooses, for this computer only. */
export async function startApi(services: DaemonServices): Promise<Api> {
  const { tokenFile } = services.home;
  const token = await privateFile(tokenFile, () => `${randomBytes(32).toString('hex')}\n`);
  const closing = new AbortController();

  const app = new Hono();
  app.onError(problemOfError);
  app.notFound((c) => problem(c, { status: 404, title: 'not found', detail: c.req.path }));
  app.use(guard(() => port, token.trim()));
  app.route('/api', daemonRoutes(services, closing.signal));

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      closing.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}
