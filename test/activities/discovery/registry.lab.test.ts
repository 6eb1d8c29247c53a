import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken, lookAtToken } from '../../../activities/tools/registry/registry.js';
import { tokenId } from '../../../activities/tools/registry/user-data.js';
import { startEtcd } from '../etcd/real-etcd.js';
import { type RealRegistry, startRegistry } from './real-registry.js';

/** The real service, as Debian packages it: it comes with the lab's packages. */
const { signal } = new AbortController();
let registry: RealRegistry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());

const newToken = async (size = 3) => tokenId(await createToken(registry.url, size, signal)) ?? '';
const look = (id: string) => lookAtToken(registry.url, id, signal);
const fails = (code: string, message: RegExp) =>
  expect.objectContaining({ code, retryable: true, message: expect.stringMatching(message) });

describe('the discovery service', () => {
  it('hands out a token at its address, with or without a slash, which is then fresh', async () => {
    const token = await createToken(`${registry.url}/`, 5, signal);
    expect(token).toMatch(new RegExp(`^${registry.url}/[0-9a-f]{32}$`));
    const fresh = { known: true, size: 5, members: [], started: false };
    expect(await look(tokenId(token) ?? '')).toEqual(fresh);
  });

  it('tells the members of a used token by their names', async () => {
    const id = await newToken();
    await registry.register(id, 'core-01', 'core-02');
    expect(await look(id)).toMatchObject({ size: 3, members: ['core-01', 'core-02'] });
  });

  it('tells that an etcd 0.4 cluster formed, and that a size is missing', async () => {
    const id = await newToken();
    await registry.write(id, '_state', 'started');
    await registry.write(id, '_config/size', null);
    expect(await look(id)).toEqual({ known: true, members: [], started: true });
  });

  it.each([
    ['that it never made', '00000000000000000000000000000000'],
    ['that cannot be one', 'ffff'],
  ])('does not know a token %s', async (_, id) => expect(await look(id)).toEqual({ known: false }));

  it('does not know a token that it lost', async () => {
    const id = await newToken();
    await registry.lose(id);
    expect(await look(id)).toEqual({ known: false });
  });

  it('never is "the token is unknown" when a part of the answer is an error', async () => {
    const id = 'abcdef0123456789abcdef0123456789';
    await registry.write(id, '_config', 'a value where a folder should be');
    await expect(look(id)).rejects.toEqual(
      fails('registry.reply', /_config\/size answered 400, .*Not a directory/),
    );
  });
});

describe('a discovery service whose etcd has died', () => {
  let broken: RealRegistry;
  beforeAll(async () => {
    broken = await startRegistry();
    await broken.etcd.stop();
  });
  afterAll(() => broken.stop());

  it('cannot hand out a token, and says so', async () => {
    await expect(createToken(broken.url, 3, signal)).rejects.toEqual(
      fails('registry.reply', /answered 400, "Unable to generate token"/),
    );
  });

  it('hangs up on a look: nobody can tell', async () => {
    await expect(lookAtToken(broken.url, '0'.repeat(32), signal)).rejects.toEqual(
      fails('registry.unreachable', new RegExp(`${broken.url} does not answer`)),
    );
  });
});

describe('an etcd without the service in front', () => {
  const folder = '/v2/keys/_etcd/registry';

  it('gets a new token of that size each time, which is then fresh', async () => {
    const service = `${registry.etcd.url}${folder}`;
    const token = await createToken(`${service}/`, 5, signal);
    expect(token).toMatch(new RegExp(`^${service}/[0-9a-f]{32}$`));
    expect(await createToken(service, 5, signal)).not.toBe(token);
    const fresh = { known: true, size: 5, members: [], started: false };
    expect(await lookAtToken(service, tokenId(token) ?? '', signal)).toEqual(fresh);
    expect(await look(tokenId(token) ?? '')).toEqual(fresh);
  });

  it('must have API v2', async () => {
    const etcd = await startEtcd({ v2: false });
    await expect(createToken(`${etcd.urls[0]}${folder}`, 3, signal))
      .rejects.toMatchObject({
        code: 'registry.reply',
        message: expect.stringMatching(/_config\/size answered 404, "404 page not found"/),
        next: expect.stringContaining('--enable-v2'),
      })
      .finally(etcd.stop);
  });
});
