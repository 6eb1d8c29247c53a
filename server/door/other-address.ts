import type { Context } from 'hono';
import { problem } from '../problem.js';

/**
 * The answer to who asks for another address than the engine's own: most often a browser behind a
 * port that was forwarded to another number. What was asked for is not repeated: anybody may ask.
 */
export function otherAddress(c: Context, port: number): Response {
  const own = `http://127.0.0.1:${port}`;
  if (c.req.method === 'GET' && c.req.header('accept')?.includes('text/html')) {
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    return c.html(page(own, port), 421);
  }
  const next = `Ask for ${own}; a forwarded port has to be ${port} on both sides.`;
  return problem(c, { code: 'host.unknown', detail: 'Unknown Host.', next });
}

function page(own: string, port: number): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Muster: another address</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>This page has another address</h1>
<p>Muster answers at <code>${own}</code> only, so that no other web site can reach it by a name of its own.</p>
<p>If it runs on this computer, open <a href="${own}">${own}</a>.</p>
<p>If it runs on another one, forward the port under the same number, and open that address then:</p>
<pre>ssh -L ${port}:127.0.0.1:${port} HOST</pre>
<p>Where ${port} is taken on this computer, start the engine with a number that is free on both:
<code>muster serve --port NUMBER</code>.</p>
</html>
`;
}
