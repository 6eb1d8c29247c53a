import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageFiles } from '../../server/static.js';
import { ApiOfNobody } from './support/api-of-nobody.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-ui-'));
  await mkdir(join(folder, 'ui', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'nobody may read this');
  await writeFile(join(folder, 'ui', 'index.html'), '<!doctype html><title>Muster</title>');
  await writeFile(join(folder, 'ui', 'assets', 'main-1a2b3c.js'), 'export {};');
  await writeFile(join(folder, 'ui', 'assets', 'main-1a2b3c.js.gz'), gzipSync('export {};'));
});

afterAll(() => rm(folder, { recursive: true }));

const ask = (path: string, headers: Record<string, string> = {}) =>
  pageFiles(join(folder, 'ui')).request(path, { headers });

describe("the page's files", () => {
  it('may load and ask nothing but this engine, and stand in no frame', async () => {
    const { headers } = await ask('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('are the page itself for every address that it makes up', async () => {
    for (const path of ['/', '/runs/coreos', '/sign-in?to=/x', '/runs/look%2Fcoreos%2F1f2e3d4c']) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(200);
      expect(await answer.text()).toContain('<title>Muster</title>');
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('are kept for ever where a hash is in their name, and are sent small', async () => {
    const answer = await ask('/assets/main-1a2b3c.js', { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('content-type')).toContain('javascript');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('are not the page where an old one asks for a file that is gone', async () => {
    const answer = await ask('/assets/main-000000.js');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
  ])('are nothing that lies elsewhere: %s', async (path) => {
    expect(await (await ask(path)).text()).not.toContain('nobody may read');
  });

  it('say how to build them where they are missing', async () => {
    const answer = await pageFiles(join(folder, 'nothing')).request('/');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'page.missing' });
  });
});

describe('a made-up name of this computer', () => {
  it('gets neither the page nor a sign-in', async () => {
    const api = await ApiOfNobody.start();
    expect(await api.statusWithHost('evil.example', '/')).toBe(421);
    expect(await api.statusWithHost('evil.example', '/api/session')).toBe(421);
    expect(await api.statusWithHost('evil.example', '/hooks/x')).toBe(421);
    await api.close();
  });
});
