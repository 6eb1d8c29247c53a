import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accessOf, callOf } from '../../../activities/fleet/access.js';
import { forgetHost } from '../../../activities/fleet/known-hosts.js';
import { answeringFirst, hostAndPort } from '../../../activities/fleet/reach.js';
import { machinesWith } from '../../../activities/fleet/schemas.js';
import { tempFolder } from '../temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const access = (raw: object, env: Record<string, string> = {}) =>
  accessOf(
    { directory: '/pipelines/coreos', stateDirectory: '/state', env: { HOME: '/home/me', ...env } },
    machinesWith.parse({ expect: 3, ...raw }),
  );

it("takes Vagrant's key and a host key file of the cluster unless told otherwise", () => {
  const plain = access({ tunnel: ['a:22', 'b:22'] });
  expect(plain).toMatchObject({
    fleetctl: 'fleetctl',
    user: 'core',
    identityFile: '/home/me/.vagrant.d/insecure_private_key',
    strict: false,
    timeout: 10_000,
  });
  expect(plain.knownHosts).toMatch(/^\/state\/known-hosts-/);
  expect(access({ tunnel: ['b:22', 'a:22'] }).knownHosts).toBe(plain.knownHosts);
  expect(access({ tunnel: 'c:22' }).knownHosts).not.toBe(plain.knownHosts);
  expect(access({ tunnel: 'a' }, { VAGRANT_HOME: '/vagrant' }).identityFile).toBe(
    '/vagrant/insecure_private_key',
  );
});

it("reads paths from the pipeline's folder, and null as not given", () => {
  const fields = { fleetctl: 'bin/fleetctl', 'identity-file': '~/key', 'known-hosts': 'hosts' };
  expect(access({ tunnel: 'a', ...fields })).toMatchObject({
    fleetctl: '/pipelines/coreos/bin/fleetctl',
    identityFile: '/home/me/key',
    knownHosts: '/pipelines/coreos/hosts',
  });
  expect(access({ tunnel: 'a', fleetctl: null, 'identity-file': null }).fleetctl).toBe('fleetctl');
});

it('lets fleetctl trust a new host key, but never leaves host keys unchecked', () => {
  const lenient = callOf(access({ tunnel: 'a:22' }), 'a:22', ['list-machines']);
  expect(lenient.args).toContain('--strict-host-key-checking=true');
  expect(lenient.args).toContain('--tunnel=a:22');
  expect(lenient.input).toMatch(/^yes\n/);
  const strict = callOf(access({ tunnel: 'a:22', 'strict-host-keys': true }), 'a:22', []);
  expect(strict.args).toContain('--strict-host-key-checking=true');
  expect(strict.input).toBeUndefined();
});

it('speaks to etcd itself where an endpoint is given', () => {
  const call = callOf(access({ endpoint: 'http://172.17.8.101:2379' }), undefined, ['list-units']);
  expect(call.args).toEqual([
    '--driver=etcd',
    '--endpoint=http://172.17.8.101:2379',
    '--request-timeout=10',
    'list-units',
  ]);
});

it('wants one way in, and an address for it', () => {
  const parse = (raw: object) => machinesWith.safeParse({ expect: 3, ...raw }).success;
  expect(parse({})).toBe(false);
  expect(parse({ tunnel: 'a', endpoint: 'http://a:2379' })).toBe(false);
  expect(parse({ tunnel: 'a b' })).toBe(false);
  expect(parse({ tunnel: '--debug' })).toBe(false);
  expect(parse({ tunnel: '[fd00::1]:22' })).toBe(true);
});

it('splits an address from its port', () => {
  expect(hostAndPort('172.17.8.101')).toEqual({ host: '172.17.8.101', port: 22 });
  expect(hostAndPort('127.0.0.1:2222')).toEqual({ host: '127.0.0.1', port: 2222 });
  expect(hostAndPort('[fd00::1]:23')).toEqual({ host: 'fd00::1', port: 23 });
});

it('puts the first machine that answers in front', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const alive = `127.0.0.1:${(server.address() as { port: number }).port}`;
  const { signal } = new AbortController();
  expect(await answeringFirst(['127.0.0.1:1', alive], signal)).toEqual([alive, '127.0.0.1:1']);
  server.close();
  await expect(answeringFirst(['127.0.0.1:1', '127.0.0.1:2'], signal)).rejects.toMatchObject({
    code: 'fleet.unreachable',
    message: expect.stringContaining('127.0.0.1:1, 127.0.0.1:2'),
  });
});

it('forgets the keys of one machine only, and tells their fingerprints', async () => {
  const file = join(folder.path, 'known_hosts');
  await mkdir(folder.path, { recursive: true });
  const lines = [
    '# mine',
    '10.0.0.1 ssh-rsa QUJD',
    '[127.0.0.1]:2222 ssh-rsa REVG',
    '10.0.0.2 x R0hJ',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  // SHA-256 of "DEF".
  expect(await forgetHost(file, '127.0.0.1:2222')).toEqual([
    'SHA256:lnxaW34vu+MICgxc7+p8J5VwsWroRlUlU4vDsRUmekU',
  ]);
  expect(await readFile(file, 'utf8')).toBe(`${[lines[0], lines[1], lines[3]].join('\n')}\n`);
  expect(await forgetHost(file, '10.0.0.9:22')).toEqual([]);
  expect(await forgetHost(join(folder.path, 'none'), '10.0.0.9')).toEqual([]);
});
