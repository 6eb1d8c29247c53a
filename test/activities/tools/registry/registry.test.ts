import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createToken,
  lookAtToken,
  unreachable,
} from '../../../../activities/tools/registry/registry.js';

/** What stands at the address of the service and is none. The service itself: registry.lab.test.ts. */
const { signal } = new AbortController();
let server: Server;
afterEach(stop);

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function stop(): Promise<void> {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
}
const fails = (code: string, message: RegExp) =>
  expect.objectContaining({ code, retryable: true, message: expect.stringMatching(message) });

describe('what is no discovery service', () => {
  const html = '<html><body>It works!</body></html>';
  it.each([
    ['a web page', 200, html, /answered 200, "<html>/],
    ['a redirect', 301, '', /answered 301/],
    ['an error of the server', 503, 'upstream is down', /answered 503, "upstream is down"/],
    ['JSON of another kind', 200, '{"token":1}', /answered 200/],
    ['half of an answer', 200, '{"action":"get","node":{"ke', /answered 200/],
    ['nothing', 200, '', /answered 200: no discovery service/],
  ])('is told by %s, for a new token and for a look', async (_, status, body, message) => {
    const url = await serve((_request, response) => {
      response.writeHead(status, { Location: 'http://127.0.0.1:1/' }).end(body);
    });
    const failure = fails('registry.reply', message);
    await expect(createToken(url, 3, signal)).rejects.toEqual(failure);
    await expect(lookAtToken(url, 'abc', signal)).rejects.toEqual(failure);
  });
});

describe('a service that does not answer', () => {
  it('is unreachable, by its address', async () => {
    const url = await serve(() => {});
    await stop();
    await expect(createToken(url, 3, signal)).rejects.toEqual(
      fails('registry.unreachable', new RegExp(`${url} does not answer: connection refused`)),
    );
  });

  it('hangs up in the middle', async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(lookAtToken(url, 'abc', signal)).rejects.toEqual(
      fails('registry.unreachable', /does not answer/),
    );
  });

  it('ends with the step, by the reason of the step', async () => {
    const url = await serve(() => {});
    const controller = new AbortController();
    const asked = lookAtToken(url, 'abc', controller.signal);
    controller.abort(new Error('the step was cancelled'));
    await expect(asked).rejects.toThrow('the step was cancelled');
  });

  it('is told apart where it is the public one, which is dead', () => {
    const error = unreachable('https://discovery.etcd.io/new?size=3', new Error('fetch failed'));
    expect(error.message).toContain('discovery.etcd.io is no longer maintained');
    expect(error.next).toContain('etcd-discovery');
  });
});
