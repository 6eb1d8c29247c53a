import { expect, it } from 'vitest';
import { parseOutput } from '../../../activities/tools/vagrant/machine-readable.js';
import { parseBlock, sshAddresses } from '../../../activities/vagrant/ssh-config.js';
import { sample } from './sample.js';

it('finds every machine once, although the plain blocks stand between the lines', () => {
  const found = sshAddresses(parseOutput(sample('ssh-config-mr.out')));
  expect(found.map(({ name, host, port, user }) => `${name} ${user}@${host}:${port}`)).toEqual([
    'core-01 core@172.17.8.101:22',
    'core-02 core@172.17.8.102:22',
    'core-03 core@172.17.8.103:22',
  ]);
  expect(found[0]?.identityFile).toBe('/home/core/.vagrant.d/insecure_private_key');
});

it('reads the plain block of a machine', () => {
  expect(parseBlock(sample('ssh-config.out'))).toMatchObject({
    name: 'core-01',
    host: '172.17.8.101',
    port: 22,
    user: 'core',
  });
});

it('reads the port that Vagrant chose, a key with blanks in its path, and no key at all', () => {
  const block = 'Host a\n  HostName 127.0.0.1\n  User core\n  Port 2200\n';
  expect(parseBlock(`${block}  IdentityFile "/my keys/one"\n  IdentityFile /two\n`)).toMatchObject({
    port: 2200,
    identityFile: '/my keys/one',
  });
  expect(parseBlock(block)).not.toHaveProperty('identityFile');
});

it('takes nothing for a machine that is none', () => {
  expect(parseBlock('')).toBeUndefined();
  expect(parseBlock('Host a\n  User core\n')).toBeUndefined();
  expect(parseBlock('Host a\n  HostName b\n  User core\n  Port many\n')).toBeUndefined();
});
