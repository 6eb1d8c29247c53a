import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { sameHost } from '../../server/door/guard.js';

const app = new Hono();
app.use(sameHost(() => 8080));
app.all('*', (c) => c.text('through'));

const ask = (host: string, accept: string, method = 'GET') =>
  app.request('/runs/web', { method, headers: { host, accept } });

const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';

it('a browser behind a port forwarded to another number is told what to do', async () => {
  const answer = await ask('localhost:9000', browser);
  expect(answer.status).toBe(421);
  expect(answer.headers.get('content-type')).toContain('text/html');
  const text = await answer.text();
  expect(text).toContain('ssh -L 8080:127.0.0.1:8080 HOST');
  expect(text).not.toContain('9000');
});

it('what is no browser, and what would change something, is told so as a problem', async () => {
  for (const answer of [await ask('evil.example', '*/*'), await ask('evil', browser, 'POST')]) {
    expect(answer.status).toBe(421);
    expect(await answer.json()).toMatchObject({
      code: 'host.unknown',
      next: 'Ask for http://127.0.0.1:8080; a forwarded port has to be 8080 on both sides.',
    });
  }
});

it('the engine’s own address leads through', async () => {
  expect(await (await ask('127.0.0.1:8080', browser)).text()).toBe('through');
});
