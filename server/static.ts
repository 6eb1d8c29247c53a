import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Handler, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { builtPage } from '../worker/engine/version.js';
import type { Env } from './door/caller.js';
import { problem } from './problem.js';

/** What the page may do in a browser: load its own files, ask its own engine, and no more. */
const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  // The page's parts are placed by style attributes.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** The page's files, for everybody: they hold nothing that is secret. */
export function pageFiles(folder: string = builtPage): Hono<Env> {
  const files = new Hono<Env>();
  if (!existsSync(join(folder, 'index.html'))) return files.get('*', missing);
  files.use(
    secureHeaders({
      contentSecurityPolicy: policy,
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      // This is plain HTTP on this computer.
      strictTransportSecurity: false,
    }),
  );
  files.get(
    '*',
    // Whatever has a hash in its name never changes; all else is asked for each time.
    async (c, next) => {
      await next();
      const hashed = c.res.ok && c.req.path.startsWith('/assets/');
      const caching = hashed ? 'public, max-age=31536000, immutable' : 'no-cache';
      c.header('cache-control', caching);
    },
    serveStatic({ root: folder, precompressed: true }),
    async (c, next) => {
      if (!c.req.path.startsWith('/assets/')) return next();
      return problem(c, { code: 'not.found', detail: c.req.path });
    },
    serveStatic({ path: join(folder, 'index.html'), precompressed: true }),
  );
  return files;
}

const missing: Handler<Env> = (c) =>
  problem(c, {
    code: 'page.missing',
    detail: 'This package was built without its page.',
    next: 'Build it: npm run build',
  });
