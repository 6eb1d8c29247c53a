import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ask } from '../../../../activities/etcd/http.js';
import { boundedText, jsonOf } from '../../../../activities/tools/http/bounded-text.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serving(answer: (response: ServerResponse) => void): Promise<string> {
  server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Goes on as long as anybody reads. */
function endless(response: ServerResponse): void {
  const more = () => {
    while (response.write('x'.repeat(64 * 1024)));
    response.once('drain', more);
  };
  more();
}

test('an answer is read whole, characters that are cut in two included', async () => {
  const url = await serving((response) => {
    const bytes = Buffer.from('{"name": "Zürich"}');
    response.write(bytes.subarray(0, 11));
    setImmediate(() => response.end(bytes.subarray(11)));
  });
  const text = await boundedText(await fetch(url));
  expect(jsonOf(text)).toEqual({ name: 'Zürich' });
  expect(jsonOf('<html>')).toBeUndefined();
});

test('an answer without a body is an empty text', async () => {
  const url = await serving((response) => response.writeHead(204).end());
  expect(await boundedText(await fetch(url))).toBe('');
});

test('an answer that does not end is given up', async () => {
  const url = await serving(endless);
  await expect(boundedText(await fetch(url), 1000)).rejects.toThrow('longer than 1000 bytes');
  await expect(ask(url, '/', new AbortController().signal)).rejects.toThrow('longer than 4194304');
});
