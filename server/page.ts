import { hostname } from 'node:os';
import { Hono } from 'hono';
import { createServices, type Services } from '../client/services.js';
import type { Backend } from './backend.js';
import type { Env } from './door/caller.js';
import { knownOnly, operatorTokenOnly, recognize } from './door/guard.js';
import { Feeds } from './feeds/feeds.js';
import { Shelf } from './pipelines/shelf.js';
import { problem, problemOfError } from './problem.js';
import { mount } from './route.js';
import { apiRoutes } from './routes/all.js';
import { hookRoute } from './routes/hooks.js';
import { pageFiles } from './static.js';

/** The page: its files, and the API that it asks. */
export interface Page {
  app: Hono<Env>;
  close(): Promise<void>;
}

type PageOptions = Omit<Backend, 'services' | 'shelf' | 'feeds' | 'host'>;

/** @param pipelines Folders of pipelines. */
export function createPage(options: PageOptions, pipelines: string[]): Page {
  const services = openedOnce(options);
  const backend: Backend = {
    ...options,
    services,
    shelf: new Shelf(pipelines, async () => (await services()).runs),
    feeds: new Feeds({ services, live: options.live }),
    host: hostname(),
  };
  const routes = apiRoutes(backend);
  const api = new Hono<Env>();
  api.use(recognize(options.door));
  mount(
    api,
    routes.filter((one) => one.for === 'anyone'),
  );
  api.use(knownOnly);
  mount(
    api,
    routes.filter((one) => one.for === 'reader' || one.for === 'operator'),
  );
  for (const one of routes.filter((one) => one.for === 'commands')) {
    api.use(one.path, operatorTokenOnly);
    mount(api, [one]);
  }
  api.all('*', (c) => problem(c, { code: 'not.found', detail: c.req.path }));

  const app = new Hono<Env>();
  app.onError(problemOfError);
  app.route('/api', api);
  app.route('/hooks', hookRoute(backend));
  app.route('/', pageFiles());
  app.notFound((c) => problem(c, { code: 'not.found', detail: c.req.path }));
  return {
    app,
    close: () => services.close(),
  };
}

/** A connection that could not be had is tried for again no sooner than this, in ms. */
const patience = 2_000;

/** The connection, opened when somebody asks for it. */
function openedOnce({ info, home }: PageOptions) {
  let opening: Promise<Services> | undefined;
  const services = (): Promise<Services> => {
    if (opening !== undefined) return opening;
    const asked = createServices({ ...info, home: home.root }, info.ui);
    opening = asked;
    asked.catch(() => {
      setTimeout(() => {
        opening = undefined;
      }, patience).unref();
    });
    return asked;
  };
  return Object.assign(services, {
    close: async () => {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  });
}
