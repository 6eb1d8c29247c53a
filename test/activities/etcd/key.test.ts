import fc from 'fast-check';
import { expect, it } from 'vitest';
import { etcdKey } from '../../../activities/etcd/index.js';
import { judgeKeys } from '../../../activities/etcd/key.run.js';
import { leaves } from '../../../activities/etcd/keys-v2.js';
import { keyWith } from '../../../activities/etcd/schemas.js';

const endpoints = 'http://127.0.0.1:2379';
const input = (raw: object) => keyWith.parse({ endpoints, ...raw });
const registered = {
  '/domains/code.it-1/core-01:': 'running',
  '/domains/code.it-2/core-02:': 'running',
  '/domains/code.it-3/core-03:': 'running',
};

it('holds when the expected number of keys is under the prefix', () => {
  const step = input({ prefix: '/domains', expect: 3, match: '^running$' });
  expect(judgeKeys(step, registered)).toMatchObject({
    holds: true,
    outputs: { keys: registered, count: 3 },
  });
  const { '/domains/code.it-3/core-03:': _, ...two } = registered;
  expect(judgeKeys(step, two)).toMatchObject({
    holds: false,
    why: '2 of 3 keys under /domains',
  });
});

it('puts no secret out', () => {
  const keys = { '/a': 'open', '/b': 'a secret' };
  expect(judgeKeys(input({ prefix: '/' }), keys, (value) => value === 'a secret')).toMatchObject({
    holds: true,
    outputs: { keys: { '/a': 'open' }, count: 2 },
  });
});

it('names the keys whose value does not match', () => {
  const step = input({ prefix: '/domains', match: '^running$' });
  const keys = { ...registered, '/domains/code.it-2/core-02:': 'starting' };
  expect(judgeKeys(step, keys)).toMatchObject({
    holds: false,
    why: '/domains/code.it-2/core-02: is "starting", not ^running$',
  });
});

it('says that API v3 is blind for the keys of v2 when it finds nothing', () => {
  expect(judgeKeys(input({ prefix: '/domains' }), {})).toMatchObject({
    holds: false,
    why: expect.stringContaining('api: v2'),
  });
  expect(judgeKeys(input({ prefix: '/domains', api: 'v2' }), {})).toMatchObject({
    holds: false,
    why: 'no key under /domains',
  });
});

it('asks for the value of a key, and does not print it', () => {
  const step = input({ key: '/token', value: 'new-secret' });
  expect(judgeKeys(step, { '/token': 'new-secret' })).toMatchObject({ holds: true });
  expect(judgeKeys(step, { '/token': 'old' })).toMatchObject({
    holds: false,
    why: '/token has another value',
  });
});

it('finds every key in a tree of API v2, however deep', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z.:-]{1,8}$/), { maxLength: 4 });
  fc.assert(
    fc.property(names, names, fc.string(), (folders, keys, value) => {
      const nodes = folders.map((folder) => ({
        key: `/${folder}`,
        dir: true,
        nodes: keys.map((key) => ({ key: `/${folder}/${key}`, value })),
      }));
      const found = leaves({ key: '/', dir: true, nodes });
      expect(found).toEqual(folders.flatMap((f) => keys.map((k) => [`/${f}/${k}`, value])));
    }),
  );
});

it('refuses fields that contradict each other', () => {
  expect(() => input({ key: '/a', prefix: '/b' })).toThrow(/either/);
  expect(() => input({ prefix: '/b', value: 'x' })).toThrow(/needs `key`/);
  expect(() => input({ key: '/a', expect: 2 })).toThrow(/counts the keys/);
  expect(() => input({ key: '/a', match: '(' })).toThrow(/regular expression/);
});

it('has something to undo only where it writes', () => {
  expect(etcdKey.undoable({ key: '/a', value: 'x' })).toBe(true);
  expect(etcdKey.undoable({ prefix: '/a' })).toBe(false);
});

it('ends a `match` that takes for ever on what somebody wrote into a key', () => {
  const step = input({ key: '/a', match: '^(a+)+$' });
  expect(() => judgeKeys(step, { '/a': `${'a'.repeat(40)}b` })).toThrow(/takes too long/);
});
