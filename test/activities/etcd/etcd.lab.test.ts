import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import health from '../../../activities/etcd/health.run.js';
import key from '../../../activities/etcd/key.run.js';
import { healthWith, keyWith } from '../../../activities/etcd/schemas.js';
import { type TestContext, testContext } from '../step-context.js';
import { startEtcd } from './real-etcd.js';

/** etcd comes with the lab's packages; these members are the test's own, on loopback. */
type Cluster = Awaited<ReturnType<typeof startEtcd>>;

let step: TestContext;
beforeAll(async () => {
  step = await testContext();
});
afterAll(() => step.remove());

const look = (raw: object) => health.check?.(step.ctx, healthWith.parse(raw));
const keys = (raw: object) => {
  const input = keyWith.parse(raw);
  return {
    check: () => key.check?.(step.ctx, input),
    apply: () => key.apply?.(step.ctx, input, { holds: false, why: '' }),
    undo: () => key.undo?.(step.ctx, input),
  };
};
const etcdctl = (api: '2' | '3', url: string, ...args: string[]) =>
  execFileSync('etcdctl', ['--endpoints', url, ...args], {
    env: { ...process.env, ETCDCTL_API: api },
    stdio: 'pipe',
  });

describe('a cluster of three with API v2', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startEtcd({ members: 3 });
  });
  afterAll(() => cluster.stop());

  it('waits for keys that somebody else writes through v2, and does not see them through v3', async () => {
    const [url = ''] = cluster.urls;
    const waiting = keys({ endpoints: cluster.urls, api: 'v2', prefix: '/domains', expect: 2 });
    expect(await waiting.check()).toMatchObject({ holds: false, why: 'no key under /domains' });
    etcdctl('2', url, 'set', '/domains/code.it-1/core-01:', 'running');
    etcdctl('2', url, 'set', '/domains/code.it-2/core-02:', 'running');
    expect(await waiting.check()).toMatchObject({
      holds: true,
      outputs: { keys: { '/domains/code.it-1/core-01:': 'running' }, count: 2 },
    });
    expect(await keys({ endpoints: url, prefix: '/domains' }).check()).toMatchObject({
      holds: false,
      why: expect.stringContaining('api: v2'),
    });
  });

  it.each(['v2', 'v3'])(
    'writes a key through %s, and removes it only while it is its own',
    async (api) => {
      const mine = keys({ endpoints: cluster.urls, api, key: '/feature x/flag', value: 'on' });
      expect(await mine.check()).toMatchObject({ holds: false });
      await mine.apply();
      expect(await mine.check()).toMatchObject({ holds: true, outputs: { count: 1 } });
      await keys({ endpoints: cluster.urls, api, key: '/feature x/flag', value: 'off' }).apply();
      expect(await mine.check()).toMatchObject({
        holds: false,
        why: '/feature x/flag has another value',
      });
      expect(await mine.undo()).toBe(false);
      await mine.apply();
      expect(await mine.undo()).toBe(true);
      expect(await mine.check()).toMatchObject({ holds: false });
    },
  );

  it('sees three healthy members, and after the loss of one that the cluster is degraded', async () => {
    expect(await look({ endpoints: cluster.urls })).toMatchObject({
      holds: true,
      outputs: { members: [{ name: 'member-01', healthy: true }, {}, {}] },
    });
    await cluster.members[0]?.stop();
    const degraded = await look({ endpoints: cluster.urls });
    expect(degraded).toMatchObject({
      holds: false,
      why: expect.stringContaining('member-01 does not answer'),
      parts: { 'member-02': expect.any(String) },
    });
    expect(await keys({ endpoints: cluster.urls, prefix: '/nothing' }).check()).toMatchObject({
      holds: false,
    });
  });
});

describe('an etcd without API v2', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startEtcd({ v2: false });
  });
  afterAll(() => cluster.stop());

  it('is found healthy through v3', async () => {
    expect(await look({ endpoints: cluster.urls })).toMatchObject({
      holds: true,
      outputs: { leader: 'member-01' },
    });
  });

  it('says how to get the keys of v2', async () => {
    await expect(
      keys({ endpoints: cluster.urls, api: 'v2', prefix: '/domains' }).check(),
    ).rejects.toMatchObject({ code: 'etcd.api', next: expect.stringContaining('--enable-v2') });
  });
});

it('cannot look where nothing answers: unknown, not absent', async () => {
  const endpoints = ['http://127.0.0.1:1', 'http://127.0.0.1:2'];
  await expect(look({ endpoints })).rejects.toMatchObject({ code: 'etcd.unreachable' });
  await expect(keys({ endpoints, prefix: '/a' }).check()).rejects.toMatchObject({
    code: 'etcd.unreachable',
    message: expect.stringContaining('connection refused'),
  });
});
