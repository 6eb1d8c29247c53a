import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createToken, lookAtToken } from '../../../activities/discovery/registry.js';
import { type FakeRegistry, fakeRegistry, keysFolder } from './fake-registry.js';

const signal = new AbortController().signal;
let registry: FakeRegistry;
beforeEach(async () => {
  registry = await fakeRegistry();
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await registry.stop();
});

const fails = (code: string, message: RegExp) =>
  expect.objectContaining({ code, retryable: true, message: expect.stringMatching(message) });

describe('a discovery service', () => {
  it('hands out a token, which is then fresh', async () => {
    const token = await createToken(`${registry.url}/`, 3, signal);
    const id = token.slice(token.lastIndexOf('/') + 1);
    expect(await lookAtToken(registry.url, id, signal)).toEqual({
      known: true,
      size: 3,
      members: [],
      started: false,
    });
  });

  it('tells the members of a used token by their names', async () => {
    registry.tokens.set('abc', { size: 3, members: ['core-01', 'core-02'], started: false });
    expect(await lookAtToken(registry.url, 'abc', signal)).toMatchObject({
      members: ['core-01', 'core-02'],
    });
  });

  it('tells that an etcd 0.4 cluster formed, and that a size is missing', async () => {
    registry.tokens.set('abc', { members: [], started: true });
    expect(await lookAtToken(registry.url, 'abc', signal)).toEqual({
      known: true,
      members: [],
      started: true,
    });
  });

  it('does not know a token that it never made, or lost', async () => {
    expect(await lookAtToken(registry.url, 'ffff', signal)).toEqual({ known: false });
  });
});

describe('an etcd without the service in front', () => {
  it('gets a new token of that size each time, which is then fresh', async () => {
    const folder = `${registry.url}${keysFolder}`;
    const token = await createToken(`${folder}/`, 5, signal);
    expect(token).toMatch(new RegExp(`^${folder}/[0-9a-f]{32}$`));
    expect(await createToken(folder, 5, signal)).not.toBe(token);
    expect(await lookAtToken(folder, token.slice(folder.length + 1), signal)).toEqual({
      known: true,
      size: 5,
      members: [],
      started: false,
    });
  });

  it('must have API v2', async () => {
    registry.broken = (_request, response) => {
      response.writeHead(404).end('404 page not found\n');
    };
    await expect(createToken(`${registry.url}${keysFolder}`, 3, signal)).rejects.toEqual(
      expect.objectContaining({
        code: 'registry.reply',
        message: expect.stringMatching(/_config\/size answered 404, "404 page not found"/),
        next: expect.stringContaining('--enable-v2'),
      }),
    );
  });
});

describe('what is no discovery service', () => {
  const html = '<html><body>It works!</body></html>';
  it.each([
    ['a web page', 200, html, /answered 200, "<html>/],
    ['a redirect', 301, '', /answered 301/],
    ['an error of the server', 503, 'upstream is down', /answered 503, "upstream is down"/],
    ['JSON of another kind', 200, '{"token":1}', /answered 200/],
    ['nothing', 200, '', /answered 200: no discovery service/],
  ])('is told by %s, for a new token and for a look', async (_, status, body, message) => {
    registry.broken = (_request, response) => {
      response.writeHead(status, { Location: 'http://127.0.0.1:1/' }).end(body);
    };
    await expect(createToken(registry.url, 3, signal)).rejects.toEqual(
      fails('registry.reply', message),
    );
    await expect(lookAtToken(registry.url, 'abc', signal)).rejects.toEqual(
      fails('registry.reply', message),
    );
  });

  it('never is "the token is unknown" when a part of the answer is missing', async () => {
    registry.tokens.set('abc', { size: 3, members: [], started: false });
    registry.broken = (request, response) => {
      const listing = request.url === '/abc';
      response.writeHead(listing ? 200 : 500).end(listing ? '{"node":{}}' : '');
    };
    await expect(lookAtToken(registry.url, 'abc', signal)).rejects.toEqual(
      fails('registry.reply', /_config\/size answered 500|_state answered 500/),
    );
  });
});

describe('a service that does not answer', () => {
  it('is unreachable, by its address', async () => {
    const { url } = registry;
    await registry.stop();
    await expect(createToken(url, 3, signal)).rejects.toEqual(
      fails('registry.unreachable', new RegExp(`${url} does not answer: .*ECONNREFUSED`)),
    );
  });

  it('hangs up in the middle', async () => {
    registry.broken = (request) => request.socket.destroy();
    await expect(lookAtToken(registry.url, 'abc', signal)).rejects.toEqual(
      fails('registry.unreachable', /does not answer/),
    );
  });

  it('ends with the step, by the reason of the step', async () => {
    registry.broken = () => {};
    const controller = new AbortController();
    const asked = lookAtToken(registry.url, 'abc', controller.signal);
    controller.abort(new Error('the step was cancelled'));
    await expect(asked).rejects.toThrow('the step was cancelled');
  });

  it('is told apart where it is the public one, which is dead', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
    await expect(createToken('https://discovery.etcd.io', 3, signal)).rejects.toEqual(
      expect.objectContaining({
        message: expect.stringContaining('discovery.etcd.io is no longer maintained'),
        next: expect.stringContaining('etcd-discovery'),
      }),
    );
  });
});
