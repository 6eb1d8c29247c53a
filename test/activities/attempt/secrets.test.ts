import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSecretSource, defaultSecretsFile } from '../../../activities/attempt/secrets.js';
import { tempFolder } from '../temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let file: string;
beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder.path, 'secrets');
});
afterEach(() => folder.remove());

it('come from memory first, then the environment, then the file', async () => {
  await writeFile(file, 'A=file\nB=file\nC="two\nlines"\n', { mode: 0o600 });
  const source = createSecretSource({
    memory: new Map([['A', 'memory']]),
    environment: { MUSTER_SECRET_A: 'environment', MUSTER_SECRET_B: 'environment' },
    file,
  });
  expect(await Promise.all(['A', 'B', 'C'].map((name) => source.get(name)))).toEqual([
    'memory',
    'environment',
    'two\nlines',
  ]);
});

it('say what to do when one is missing', async () => {
  const source = createSecretSource({ environment: {}, file });
  await expect(source.get('TOKEN')).rejects.toMatchObject({
    code: 'secret.missing',
    retryable: false,
    next: `Set MUSTER_SECRET_TOKEN in the environment of the command or worker, or write TOKEN=… into ${file} (chmod 600).`,
  });
});

it('are refused where they are too short to be hidden, blanks at their ends not counted', async () => {
  const environment = {
    MUSTER_SECRET_A: 'abc',
    MUSTER_SECRET_B: '  abc \n',
    MUSTER_SECRET_C: 'abcd',
  };
  const source = createSecretSource({ environment, file });
  for (const name of 'AB') {
    await expect(source.get(name)).rejects.toMatchObject({ code: 'secret.too-short' });
  }
  expect(await source.get('C')).toBe('abcd');
});

it('are taken from no file of which a line is in doubt', async () => {
  await writeFile(file, 'A=fine\nTOKEN=violet # horse\n', { mode: 0o600 });
  const source = createSecretSource({ environment: { MUSTER_SECRET_B: 'here' }, file });
  for (const name of ['A', 'TOKEN']) {
    await expect(source.get(name)).rejects.toMatchObject({
      code: 'secret.invalid',
      retryable: false,
      message: `The file of secrets ${file} is in doubt. Line 2: what follows # may be a comment: put the value of TOKEN in quotes.`,
    });
  }
  expect(await source.get('B')).toBe('here');
});

it('are not taken from a file that others can read', async () => {
  await writeFile(file, 'TOKEN=value\n', { mode: 0o644 });
  const source = createSecretSource({ environment: {}, file });
  await expect(source.get('TOKEN')).rejects.toMatchObject({
    code: 'secret.missing',
    next: expect.stringContaining(`chmod 600 ${file}`),
  });
});

it('are not said to be missing where their file cannot be read', async () => {
  await mkdir(file, { mode: 0o700 });
  const source = createSecretSource({ environment: {}, file });
  await expect(source.get('TOKEN')).rejects.toMatchObject({
    code: 'secret.missing',
    message: `The file of secrets ${file} cannot be read: EISDIR.`,
  });
});

it('lie in the configuration folder unless said otherwise', () => {
  expect(defaultSecretsFile({ HOME: '/home/a' })).toBe('/home/a/.config/muster/secrets');
  expect(defaultSecretsFile({ XDG_CONFIG_HOME: '/c' })).toBe('/c/muster/secrets');
  expect(defaultSecretsFile({ MUSTER_SECRETS: '/s' })).toBe('/s');
});
