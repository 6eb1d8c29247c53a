import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { EngineError } from '../client/engine.js';
import { privateFile } from '../client/private-file.js';
import type { Api, DaemonServices } from '../worker/engine/daemon.js';
import { daemonRoutes } from './daemon-routes.js';
import type { Env } from './door/caller.js';
import { type DoorOptions, recognize, sameHost } from './door/guard.js';
import { Sessions } from './door/sessions.js';
import { SignInCodes } from './door/sign-in-codes.js';
import type { Page } from './page.js';
import { problemOfError } from './problem.js';
import type { Role } from './schemas/session.js';

export interface ApiOptions {
  /** Default: one that the system chooses. */
  port?: number;
  /** Folders of pipelines that the page shows; default: those of the runs it knows. */
  pipelines?: string[];
}

/**
 * How long a connection may be idle (ms). Node's five seconds are less than a busy daemon may be silent:
 * a client that asks again just then has its request torn down.
 */
const idle = 75_000;

/** The API, once it listens. */
export interface PageApi extends Api {
  /** A link that signs one browser in, once. */
  signInUrl(role: Role): string;
}

/**
 * Start the daemon's HTTP API, for this computer only. What commands ask is there at once; what
 * the page asks is loaded when somebody does.
 */
export async function startApi(
  services: DaemonServices,
  options: ApiOptions = {},
): Promise<PageApi> {
  const { home } = services;
  const [operator, reader] = await Promise.all([
    token(home.tokenFile),
    token(home.readerTokenFile),
  ]);
  const closing = new AbortController();
  const sessions = await Sessions.load(home.sessionsFile);
  const codes = new SignInCodes();
  const door: DoorOptions = { port: () => port, tokens: { operator, reader }, sessions };

  let page: Promise<Page> | undefined;
  const openPage = () => {
    page ??= import('./page.js')
      .then(({ createPage }) =>
        createPage({ ...services, door, codes, closing: closing.signal }, options.pipelines ?? []),
      )
      .catch((error) => {
        // What could not be loaded (too many open files) is tried again by the next request.
        page = undefined;
        throw error;
      });
    return page;
  };

  const app = new Hono<Env>();
  app.onError(problemOfError);
  app.use(sameHost(door.port));
  const commands = new Hono<Env>();
  commands.use(recognize(door));
  commands.route('/', daemonRoutes(services, closing.signal));
  app.route('/api', commands);
  app.all('*', async (c) => (await openPage()).app.fetch(c.req.raw, c.env));

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.keepAliveTimeout = idle;
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    signInUrl: (role) => `${url}/sign-in#${codes.issue(role).code}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      closing.abort();
      server.closeAllConnections();
      await closed;
      await (await page?.catch(() => undefined))?.close();
      await sessions.saved;
    },
  };
}

async function token(file: string): Promise<string> {
  return (await privateFile(file, () => `${randomBytes(32).toString('hex')}\n`)).trim();
}

async function listen(server: Server, asked: number): Promise<number> {
  try {
    await once(server.listen(asked, '127.0.0.1'), 'listening');
  } catch (error) {
    throw new EngineError(
      `Port ${asked} cannot be had: ${(error as Error).message}`,
      'Name another with --port, or none: the system then chooses one.',
      error,
    );
  }
  return (server.address() as AddressInfo).port;
}
