import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sessions } from '../../server/door/sessions.js';
import { SignInCodes } from '../../server/door/sign-in-codes.js';
import { ApiOfNobody } from './support/api-of-nobody.js';

let api: ApiOfNobody;

beforeAll(async () => {
  api = await ApiOfNobody.start();
});

afterAll(() => api.close());

const signIn = (code: string, headers: Record<string, string> = {}) =>
  api.bare('/api/session', { method: 'POST', headers, body: JSON.stringify({ code }) });

const codeOf = (url: string) => new URL(url).hash.slice(1);

describe('a link to sign in', () => {
  it('signs one browser in, with a cookie that no script and no other site gets', async () => {
    const answer = await signIn(codeOf(api.api.signInUrl('operator')));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ role: 'operator', version: '1.2.3+abc' });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^muster-\d+=[\w-]{43};/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Strict');
  });

  it('is good once', async () => {
    const code = codeOf(api.api.signInUrl('operator'));
    expect((await signIn(code)).status).toBe(200);
    const again = await signIn(code);
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ code: 'session.code' });
  });

  it('is made for commands, which bear the token', async () => {
    const answer = await api.post('/sign-in-codes', { role: 'reader' });
    expect(answer.status).toBe(201);
    const { url } = (await answer.json()) as { url: string };
    expect(await (await signIn(codeOf(url))).json()).toMatchObject({ role: 'reader' });
  });

  it('is made neither for a page nor for a reader', async () => {
    const cookie = await api.signIn('operator');
    const headers = { cookie, origin: api.url };
    const body = JSON.stringify({ role: 'operator' });
    const byPage = await api.bare('/api/sign-in-codes', { method: 'POST', headers, body });
    expect(byPage.status).toBe(403);
    const authorization = `Bearer ${api.tokens.reader}`;
    const byReader = await api.ask('/sign-in-codes', {
      method: 'POST',
      headers: { authorization },
      body,
    });
    expect(byReader.status).toBe(403);
  });

  it('is too old after ten minutes', () => {
    let now = 0;
    const codes = new SignInCodes(() => now);
    const { code } = codes.issue('operator');
    const { code: other } = codes.issue('operator');
    now = 10 * 60_000 - 1;
    expect(codes.take(code)).toBe('operator');
    now += 1;
    expect(codes.take(other)).toBeUndefined();
  });
});

describe('a session', () => {
  it('is known by its cookie, until it is ended', async () => {
    const cookie = await api.signIn('operator');
    const who = await api.bare('/api/session', { headers: { cookie } });
    expect(await who.json()).toMatchObject({ role: 'operator' });
    const headers = { cookie, origin: api.url };
    expect((await api.bare('/api/session', { method: 'DELETE', headers })).status).toBe(204);
    const gone = await api.bare('/api/session', { headers: { cookie } });
    expect(gone.status).toBe(401);
    expect(await gone.json()).toMatchObject({ code: 'session.none' });
  });

  it('outlives the engine, which keeps nothing that a cookie could be made of', async () => {
    const file = join(api.home.root, 'other-sessions.json');
    const before = await Sessions.load(file);
    const id = before.open('reader');
    const ended = before.open('operator');
    before.close(ended);
    await before.saved;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(id);
    const after = await Sessions.load(file);
    expect(after.find(id)).toBe('reader');
    expect(after.find(ended)).toBeUndefined();
  });

  it('is ended where the file cannot be read', async () => {
    const file = join(api.home.root, 'broken-sessions.json');
    await writeFile(file, '{"x": {"role": "king", "seen": 1}}');
    expect((await Sessions.load(file)).find('x')).toBeUndefined();
  });

  it('ends when nobody used it for twelve hours', async () => {
    let now = 0;
    const sessions = await Sessions.load(join(api.home.root, 'idle-sessions.json'), () => now);
    const id = sessions.open('reader');
    now += 12 * 3_600_000;
    expect(sessions.find(id)).toBe('reader');
    now += 12 * 3_600_000 + 1;
    expect(sessions.find(id)).toBeUndefined();
    await sessions.saved;
  });

  it('changes nothing for a request of which nobody knows the page', async () => {
    const cookie = await api.signIn('operator');
    for (const origin of [undefined, 'http://evil.example', 'null']) {
      const headers = { cookie, ...(origin === undefined ? {} : { origin }) };
      const answer = await api.bare('/api/runs/coreos/pause', { method: 'POST', headers });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'origin.foreign' });
    }
  });

  it('may not do what commands do', async () => {
    const cookie = await api.signIn('operator');
    const headers = { cookie, origin: api.url };
    for (const path of ['/api/secrets', '/api/shutdown', '/api/clients']) {
      expect((await api.bare(path, { method: 'POST', headers })).status).toBe(403);
    }
  });
});

describe('one who may only look', () => {
  const changing: [method: string, path: string, body?: object][] = [
    ['POST', '/pipelines/coreos/runs', { mode: 'up' }],
    ['PUT', '/pipelines/coreos/hook'],
    ['DELETE', '/pipelines/coreos/hook'],
    ['POST', '/runs/coreos/resume'],
    ['POST', '/runs/coreos/skip', { step: 'a', reason: 'b' }],
    ['POST', '/runs/coreos/abort', { undo: true }],
    ['POST', '/runs/coreos/approve'],
    ['POST', '/runs/coreos/reject'],
    ['POST', '/runs/coreos/pause'],
    ['POST', '/runs/coreos/preview', { look: true }],
    ['POST', '/schedules', { pipeline: 'coreos', mode: 'look', every: '1h' }],
    ['POST', '/schedules/x/pause'],
    ['POST', '/schedules/x/unpause'],
    ['POST', '/schedules/x/trigger'],
    ['DELETE', '/schedules/x'],
  ];

  it.each(changing)('is refused %s %s, by token as by cookie', async (method, path, body) => {
    const sent = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    const cookie = await api.signIn('reader');
    const answers = [
      await api.ask(path, { ...sent, headers: { authorization: `Bearer ${api.tokens.reader}` } }),
      await api.bare(`/api${path}`, { ...sent, headers: { cookie, origin: api.url } }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'role.reader' });
    }
  });

  it('may look', async () => {
    const headers = { authorization: `Bearer ${api.tokens.reader}` };
    expect((await api.ask('/session', { headers })).status).toBe(200);
    expect((await api.ask('/openapi.json', { headers })).status).toBe(200);
    expect((await api.ask('/health', { headers })).status).toBe(200);
  });
});

// Last: nobody signs in for a minute after this.
describe('whoever guesses codes', () => {
  it('is refused after ten guesses, and keeps nobody out who has a right one', async () => {
    const answers: Response[] = [];
    for (let count = 0; count < 12; count++) answers.push(await signIn('wrong'));
    expect(answers.at(-1)?.status).toBe(429);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await signIn(codeOf(api.api.signInUrl('operator')))).status).toBe(200);
  });
});
