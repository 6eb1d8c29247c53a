import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startApi } from '../../server/api.js';
import type { Api, DaemonServices } from '../../worker/engine/daemon.js';
import { homeAt } from '../../worker/engine/home.js';
import { Leases } from '../../worker/engine/leases.js';

let root: string;
let api: Api;
let token: string;
let need: string | undefined;
const leases = new Leases();
const secrets = new Map<string, string>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-api-'));
  const info: DaemonServices['info'] = {
    ...{ pid: 4711, startTime: 1, bootId: 'boot', startedAt: new Date().toISOString() },
    ...{ version: '1.2.3+abc', address: '127.0.0.1:7233', namespace: 'default' },
    ...{ embedded: true, queue: 'rack-1', background: true },
  };
  const leaveIfIdle = async () => need;
  api = await startApi({ home: homeAt(root), info, leases, secrets, leaveIfIdle });
  token = (await readFile(join(root, 'api.token'), 'utf8')).trim();
});

afterAll(async () => {
  await api.close();
  await rm(root, { recursive: true });
});

beforeEach(() => {
  need = undefined;
  secrets.clear();
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${api.url}/api${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });

const post = (path: string, body?: unknown) =>
  ask(path, { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

/** `fetch` chooses the Host itself. */
function askHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host, authorization: `Bearer ${token}` };
    const sent = request(`${api.url}/api/health`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the door of the API', () => {
  it('keeps its token in a file for the owner only', async () => {
    expect((await stat(join(root, 'api.token'))).mode & 0o777).toBe(0o600);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a request without the token, and one with another', async () => {
    for (const authorization of ['', 'Bearer ', `Bearer ${'0'.repeat(64)}`, token]) {
      const answer = await ask('/health', { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({ status: 401, title: 'unauthorized' });
    }
  });

  it('refuses a name that a web page made up for this computer', async () => {
    expect(await askHost('evil.example')).toBe(421);
    expect(await askHost('127.0.0.1:1')).toBe(421);
    expect(await askHost(new URL(api.url).host.replace('127.0.0.1', 'localhost'))).toBe(200);
  });

  it('refuses a request that another page sent', async () => {
    expect((await ask('/health', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await ask('/health', { headers: { origin: api.url } })).status).toBe(200);
  });

  it('answers what it does not know with a problem', async () => {
    const answer = await ask('/nothing');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ title: 'not found', detail: '/api/nothing' });
  });
});

describe('the API of the daemon', () => {
  it('tells who it is', async () => {
    expect(await (await ask('/health')).json()).toMatchObject({
      version: '1.2.3+abc',
      pid: 4711,
      temporal: { address: '127.0.0.1:7233', namespace: 'default' },
      queue: 'rack-1',
      clients: 0,
    });
  });

  it('counts a client as long as its connection stands', async () => {
    const connection = new AbortController();
    const lease = await ask('/clients', { method: 'POST', signal: connection.signal });
    expect(lease.status).toBe(200);
    expect(leases.held).toBe(1);
    connection.abort();
    await vi.waitFor(() => expect(leases.held).toBe(0));
  });

  it('keeps secrets, and says nothing of their values', async () => {
    expect((await post('/secrets', { values: { TOKEN: 'hush' } })).status).toBe(204);
    expect(secrets.get('TOKEN')).toBe('hush');
    const answer = await post('/secrets', { values: { 'not a name': 'hush' } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('hush');
  });

  it('leaves when it is idle, and tells what keeps it otherwise', async () => {
    expect((await post('/shutdown')).status).toBe(202);
    need = 'the run coreos is under way';
    const answer = await post('/shutdown');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ detail: 'the run coreos is under way' });
  });

  // Last: the server drops the connection of such a body, which fetch would use again.
  it('refuses a body that is too large', async () => {
    const values = { TOKEN: 'x'.repeat(2 * 1024 * 1024) };
    expect((await post('/secrets', { values })).status).toBe(413);
    expect(secrets.size).toBe(0);
  });
});
