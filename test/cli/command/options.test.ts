import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  collectList,
  keyAndValue,
  looksLikePath,
  runName,
  selectionOf,
} from '../../../cli/command/options.js';
import { commandName } from '../../../cli/terminal/io.js';
import { callerEnvironment, who } from '../../../client/caller.js';

test('only the first equals sign separates key and value', () => {
  expect(keyAndValue('--input', 'url=http://a/?b=c')).toEqual(['url', 'http://a/?b=c']);
  expect(keyAndValue('--input', 'empty=')).toEqual(['empty', '']);
});

test.each(['novalue', '=x', ''])('%j is no key=value', (text) => {
  expect(() => keyAndValue('--input', text)).toThrow(/key=value/);
});

test.each(['coreos', 'web-2', 'A.b_c', 'look/coreos/1f2e3d4c'])('%s can name a run', (name) => {
  expect(runName(name)).toBe(name);
});

test.each(['', '-x', 'a b', "a'b", '../x', 'a/b', 'x'.repeat(64)])('%j cannot', (name) => {
  expect(() => runName(name)).toThrow(/cannot be the name of a run/);
});

test('of a name that is only too long, that is said', () => {
  expect(() => runName('x'.repeat(72))).toThrow(/it has 72 characters, 63 are allowed/);
  expect(() => runName(`-${'x'.repeat(72)}`)).toThrow(/run$/);
});

test('a word with a slash, a leading dot or a YAML ending is a path', () => {
  expect(['./a', '.', 'a/b', 'a.yaml', 'a.yml'].every(looksLikePath)).toBe(true);
  expect(['coreos', 'a.b', 'look/coreos/1f2e3d4c'].some(looksLikePath)).toBe(false);
});

test('a list can be repeated or separated by commas', () => {
  expect(collectList('c,d', collectList('a,b'))).toEqual(['a', 'b', 'c', 'd']);
});

test('steps can be chosen; no choice is no selection', () => {
  expect(selectionOf({})).toBeUndefined();
  const asked = { only: ['lab'], skip: ['lab/box'] };
  expect(selectionOf(asked)).toEqual(asked);
});

test('a step gets of its caller PATH, HOME and LANG, nothing else', () => {
  const env = { PATH: '/bin', HOME: '/root', SECRET: 'x', LANG: 'C' };
  expect(callerEnvironment(env).variables).toEqual({ PATH: '/bin', HOME: '/root', LANG: 'C' });
});

test('who asks is a user at a host', () => {
  expect(who()).toEqual({
    kind: 'user',
    id: expect.stringMatching(/^[^@]+@[^@]+$/),
    via: 'command',
  });
});

test('a program that is not on the PATH is named so that it can be pasted', () => {
  expect(commandName({ PATH: '/nowhere' }, '/srv/m/dist/muster.js', '/srv/m')).toBe(
    'node dist/muster.js',
  );
  expect(commandName({}, '/srv/m/dist/muster.js', '/home/anna')).toBe('node /srv/m/dist/muster.js');
});

test('a program that is on the PATH is named by its name, one that npx found with npx', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-path-'));
  try {
    const script = join(folder, 'muster');
    await writeFile(script, '');
    expect(commandName({ PATH: folder }, script, '/')).toBe('muster');
    expect(commandName({ PATH: folder, npm_command: 'exec' }, script, '/')).toBe('npx muster');
  } finally {
    await rm(folder, { recursive: true });
  }
});
