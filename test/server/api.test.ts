import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { patience } from '../patience.js';
import { ApiOfNobody } from './support/api-of-nobody.js';

let api: ApiOfNobody;

beforeAll(async () => {
  api = await ApiOfNobody.start();
});

afterAll(() => api.close());

beforeEach(() => {
  api.need = undefined;
  api.secrets.clear();
});

describe('the door of the API', () => {
  it('keeps its token in a file for the owner only', async () => {
    expect((await stat(api.home.tokenFile)).mode & 0o777).toBe(0o600);
    expect((await stat(api.home.readerTokenFile)).mode & 0o777).toBe(0o600);
    expect(api.tokens.operator).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a request without the token, and one with another', async () => {
    for (const authorization of ['', 'Bearer ', `Bearer ${'0'.repeat(64)}`, api.tokens.operator]) {
      const answer = await api.ask('/health', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({
        status: 401,
        title: 'unauthorized',
        code: 'session.none',
      });
    }
  });

  it('refuses a name that a web page made up for this computer', async () => {
    expect(await api.statusWithHost('evil.example')).toBe(421);
    expect(await api.statusWithHost('127.0.0.1:1')).toBe(421);
    expect(await api.statusWithHost(new URL(api.url).host.replace('127.0.0.1', 'localhost'))).toBe(
      200,
    );
  });

  it('refuses a request that another page sent', async () => {
    expect((await api.ask('/health', { headers: { origin: 'http://evil.example' } })).status).toBe(
      403,
    );
    expect((await api.ask('/health', { headers: { origin: api.url } })).status).toBe(200);
  });

  it('answers what it does not know with a problem', async () => {
    const answer = await api.ask('/nothing');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ title: 'not found', detail: '/api/nothing' });
  });
});

describe('the API of the daemon', () => {
  it('tells who it is', async () => {
    expect(await (await api.ask('/health')).json()).toMatchObject({
      version: '1.2.3+abc',
      pid: 4711,
      temporal: { address: '127.0.0.1:1', namespace: 'default' },
      queue: 'rack-1',
      clients: 0,
    });
  });

  it('counts a client as long as its connection stands', async () => {
    const connection = new AbortController();
    const lease = await api.ask('/clients', { method: 'POST', signal: connection.signal });
    expect(lease.status).toBe(200);
    expect(api.leases.held).toBe(1);
    connection.abort();
    await vi.waitFor(() => expect(api.leases.held).toBe(0), patience);
  });

  it('keeps secrets, and says nothing of their values', async () => {
    expect((await api.post('/secrets', { values: { TOKEN: 'hush' } })).status).toBe(204);
    expect(api.secrets.get('TOKEN')).toBe('hush');
    const answer = await api.post('/secrets', { values: { 'not a name': 'hush' } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('hush');
  });

  it('leaves when it is idle, and tells what keeps it otherwise', async () => {
    expect((await api.post('/shutdown')).status).toBe(202);
    api.need = 'the run coreos is under way';
    const answer = await api.post('/shutdown');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ detail: 'the run coreos is under way' });
  });

  // Last: the server drops the connection of such a body, which fetch would use again.
  it('refuses a body that is too large', async () => {
    const values = { TOKEN: 'x'.repeat(2 * 1024 * 1024) };
    expect((await api.post('/secrets', { values })).status).toBe(413);
    expect(api.secrets.size).toBe(0);
  });
});
