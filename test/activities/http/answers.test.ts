import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import answers from '../../../activities/http/answers.run.js';
import { type AnswersInput, answersWith } from '../../../activities/http/schemas.js';
import { type TestContext, testContext } from '../step-context.js';

let test: TestContext;
const servers: Server[] = [];
beforeEach(async () => {
  test = await testContext();
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  await test.remove();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function check(url: string | string[], more: Partial<AnswersInput> = {}) {
  return answers.check?.(test.ctx, answersWith.parse({ urls: [url].flat(), ...more }));
}

it('holds when every address answers, and tells how fast', async () => {
  const urls = [
    await serve((_, response) => response.end('one')),
    await serve((_, response) => response.end('two')),
  ];
  const found = await check(urls);
  expect(found).toMatchObject({
    holds: true,
    outputs: { answers: urls.map((url) => ({ url, status: 200 })) },
  });
  expect(found?.parts?.[urls[0] ?? '']).toMatch(/^200 in \d+ ms$/);
});

it('names the address that does not answer', async () => {
  const up = await serve((_, response) => response.end());
  const down = 'http://127.0.0.1:9/';
  expect(await check([up, down])).toMatchObject({
    holds: false,
    why: `${down}: connection refused`,
    parts: { [down]: 'connection refused' },
  });
});

it('asks for the status and the text', async () => {
  const url = await serve((_, response) => response.writeHead(503).end('starting'));
  expect(await check(url)).toMatchObject({ why: `${url}: 503 instead of 200` });
  expect(await check(url, { status: 503, contains: 'start' })).toMatchObject({ holds: true });
  expect(await check(url, { status: 503, contains: 'ready' })).toMatchObject({
    why: `${url}: 503, but without "ready"`,
  });
});

it('takes a redirect for the answer it is', async () => {
  const url = await serve((_, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
  );
  expect(await check(url)).toMatchObject({ why: `${url}: 302 instead of 200` });
  expect(await check(url, { status: 302 })).toMatchObject({ holds: true });
});

it('does not wait longer than asked, for the answer or for its text', async () => {
  const silent = await serve(() => {});
  expect(await check(silent, { timeout: '50ms' })).toMatchObject({
    why: `${silent}: no answer in 0.05 s`,
  });
  const slow = await serve((_, response) => response.write('begin'));
  expect(await check(slow, { timeout: '50ms', contains: 'end' })).toMatchObject({
    why: `${slow}: 200, but its text did not end in 0.05 s`,
  });
});

it('reads no more than a MiB of an endless answer', async () => {
  const url = await serve((_, response) => {
    response.write('needle');
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  expect(await check(url, { contains: 'needle' })).toMatchObject({ holds: true });
  expect(await check(url, { contains: 'absent' })).toMatchObject({ holds: false });
});

it('opens a connection anew each time', async () => {
  let connections = 0;
  const url = await serve((_, response) => response.end());
  servers[0]?.on('connection', () => connections++);
  await check(url);
  await check(url);
  expect(connections).toBe(2);
});

it('tells a server that closes without an answer', async () => {
  const url = await serve((request) => request.socket.destroy());
  const found = await check(url);
  expect(found).toMatchObject({ holds: false });
  expect(found?.parts?.[url]).toBe('connection closed without an answer');
});

it('is ended by an abort', async () => {
  const url = await serve(() => {});
  const looking = check(url);
  setTimeout(() => test.abort(new Error('cancelled')), 20);
  await expect(looking).rejects.toThrow('cancelled');
});

it.each(['ftp://a/', 'two words', ''])('refuses %j as an address', (url) => {
  expect(answersWith.safeParse({ urls: [url] }).success).toBe(false);
});

it('takes a bare host as a browser does', async () => {
  const url = await serve((_, response) => response.end('hello'));
  const host = new URL(url).host;
  expect(await check(host)).toMatchObject({
    holds: true,
    outputs: { answers: [{ url: `http://${host}/`, status: 200 }] },
  });
});

it('does not wait for the end of what goes on after the text was sent', async () => {
  const url = await serve((_, response) => response.write('all is ready, and more comes'));
  expect(await check(url, { contains: 'ready', timeout: '2s' })).toMatchObject({ holds: true });
  expect(await check(url, { contains: 'broken', timeout: '50ms' })).toMatchObject({
    why: `${url}: 200, but its text did not end in 0.05 s`,
  });
});

it.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('unpacks what is packed as %s', async (coding, pack) => {
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': coding }).end(pack('all is ready')),
  );
  expect(await check(url, { contains: 'ready' })).toMatchObject({ holds: true });
});

it.each([
  ['gzip', 'incorrect header check'],
  ['compress', 'its text is packed as compress, which cannot be read'],
])('tells of what it cannot unpack: %s', async (coding, why) => {
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': coding }).end('no such thing'),
  );
  expect(await check(url, { contains: 'ready' })).toMatchObject({ why: `${url}: ${why}` });
});

it.each([
  ['its header says so', 'text/plain; charset=ISO-8859-1', Buffer.from('für alle', 'latin1')],
  ['it is no UTF-8', 'text/plain', Buffer.from('für alle', 'latin1')],
  ['the page says so', 'text/html', Buffer.from('<meta charset=latin1>für alle', 'latin1')],
  ['it is marked', 'text/plain', Buffer.from('\ufefffür alle', 'utf16le')],
  ['it is UTF-8', 'text/plain', Buffer.from('für alle')],
])('reads a text in its own character set, where %s', async (_what, type, body) => {
  const url = await serve((_, response) =>
    response.writeHead(200, { 'content-type': type }).end(body),
  );
  expect(await check(url, { contains: 'für alle' })).toMatchObject({ holds: true });
});
