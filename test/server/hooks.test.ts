import { createHmac } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapped } from '../../server/hooks/map.js';
import { HookSecrets } from '../../server/hooks/secrets.js';
import { HookHere, letIn } from './support/hook-here.js';

const web = `name: web
inputs:
  revision: { type: string, default: main }
  first: { type: string, default: none }
steps:
  - run: "true"
`;

let hooks: HookHere;
let secret: string;

beforeAll(async () => {
  hooks = await HookHere.with({
    'web.yaml': web,
    'pushed.yaml': web.replace('web', 'pushed'),
    'first.yaml': web.replace('web', 'first'),
  });
  secret = await hooks.make('web');
});

afterAll(() => hooks.remove());

describe('wrong secrets', () => {
  it('are answered so many times a minute, and keep the right one from nothing', async () => {
    const wrong = () => hooks.post('web', { authorization: 'Bearer wrong' });
    const answers = [];
    for (let count = 0; count < 25; count++) answers.push((await wrong()).status);
    expect(answers).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
    expect((await hooks.post('web', { authorization: `Bearer ${secret}` })).code).toBe(letIn);
  });

  it('of one hook limit no other', async () => {
    expect((await hooks.post('other', {})).code).toBe('hook.refused');
  });
});

const signed = (by: string, body: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', by).update(body).digest('hex')}`,
});

describe('a hook that GitHub calls', () => {
  const push = (revision: unknown) => JSON.stringify({ ref: 'refs/heads/main', after: revision });
  let own: string;

  beforeAll(async () => {
    own = await hooks.make('pushed', { map: { revision: 'after', first: 'commits.0.id' } });
  });

  it('answers its ping, if it is signed', async () => {
    const ping = { 'x-github-event': 'ping' };
    expect((await hooks.post('pushed', { ...ping, ...signed(own, '{}') })).status).toBe(200);
    expect((await hooks.post('pushed', { ...ping, ...signed('x', '{}') })).status).toBe(401);
  });

  it('makes those fields of a push inputs that its map names, and leaves the others', async () => {
    const post = (body: string, more = {}) =>
      hooks.post('pushed', { ...signed(own, body), ...more }, body);
    expect((await post(push('4f2a'))).code).toBe(letIn);
    const form = `payload=${encodeURIComponent(push('4f2a'))}`;
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(form, type)).code).toBe(letIn);
    expect(await post(push(['no', 'text']))).toMatchObject({
      code: 'inputs.invalid',
      detail: expect.stringContaining('revision'),
    });
    expect((await post('[]')).code).toBe('request.invalid');
  });

  it('tells whoever makes it of an input that the pipeline does not have', async () => {
    const body = JSON.stringify({ map: { revisoin: 'after' } });
    const answer = await hooks.app.request('/pipelines/pushed/hook', { method: 'PUT', body });
    expect(await answer.json()).toMatchObject({
      code: 'request.invalid',
      next: expect.stringContaining('revision'),
    });
  });

  it('keeps its map until it is told to have none', async () => {
    const mapAfter = async (settings: object) => {
      await hooks.make('pushed', settings);
      const answer = await hooks.app.request('/pipelines/pushed/hook');
      return ((await answer.json()) as { map?: object }).map;
    };
    expect(await mapAfter({})).toEqual({ revision: 'after', first: 'commits.0.id' });
    expect(await mapAfter({ map: null })).toBeUndefined();
  });
});

it.each([
  [{ a: 'after' }, { a: '4f2a' }],
  [
    { a: 'commits.1.id', b: 'repository' },
    { a: 2, b: { name: 'web' } },
  ],
  [{ a: 'repository.owner.name', b: 'none', c: 'constructor', d: 'commits.length' }, {}],
])('a map %o takes %o of a body', (map, inputs) => {
  const commits = [{ id: 1 }, { id: 2 }];
  const body = { after: '4f2a', none: null, commits, repository: { name: 'web' } };
  expect(mapped(map, body)).toEqual(inputs);
});

describe('a signed body', () => {
  it('is taken once', async () => {
    const taken = new HookSecrets(hooks.home.hooks).takenOf('web');
    const { 'x-hub-signature-256': signature } = signed(secret, '{}');
    // Nothing came of it: it may be sent again.
    for (const _ of [1, 2]) {
      expect((await hooks.post('web', signed(secret, '{}'))).code).toBe(letIn);
    }
    expect(taken.take(signature)).toBe(true);
    expect((await hooks.post('web', signed(secret, '{}'))).code).toBe('hook.replayed');
    expect((await hooks.post('web', { authorization: `Bearer ${secret}` })).code).toBe(letIn);
  });

  it('of a secret that is gone is good for nothing, and leaves nothing behind', async () => {
    const gone = await hooks.make('pushed', { map: {} });
    await hooks.app.request('/pipelines/pushed/hook', { method: 'DELETE' });
    expect((await hooks.post('pushed', signed(gone, '{}'))).code).toBe('hook.refused');
    const left = await readdir(hooks.home.hooks);
    expect(left.filter((name) => name.startsWith('pushed'))).toEqual([]);
  });
});

it('a hook starts no other pipeline that has the id of its own later', async () => {
  const bearer = { authorization: `Bearer ${await hooks.make('first')}` };
  expect((await hooks.post('first', bearer)).code).toBe(letIn);
  await hooks.move('first.yaml', 'first/pipeline.yaml');
  expect(await hooks.post('first', bearer)).toMatchObject({
    code: 'hook.refused',
    detail: expect.stringContaining('made for another pipeline'),
  });
  const view = await hooks.app.request('/pipelines/first/hook');
  expect(await view.json()).toMatchObject({ exists: false });
  const own = { authorization: `Bearer ${await hooks.make('first')}` };
  expect(own).not.toEqual(bearer);
  expect((await hooks.post('first', own)).code).toBe(letIn);
});

it('a hook takes POST only, and says so', async () => {
  const answer = await hooks.app.request('/hooks/web');
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await answer.json()).toMatchObject({ code: 'method.refused' });
});
