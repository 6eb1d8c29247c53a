import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from '../../../activities/tools/files/replace-file.js';
import { tempFolder } from '../temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let path: string;
beforeEach(async () => {
  folder = await tempFolder();
  path = join(folder.path, 'user-data');
});
afterEach(() => folder.remove());

it('never shows half of a file to who reads it meanwhile', async () => {
  const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
  await writeFile(path, contents[0] ?? '');
  let writing = true;
  const reader = (async () => {
    while (writing) expect(contents).toContain(await readFile(path, 'utf8'));
  })();
  for (let round = 1; round <= 10; round++) {
    await replaceFile(path, Buffer.from(contents[round % 2] ?? ''));
  }
  writing = false;
  await reader;
  expect(await readdir(folder.path)).toEqual(['user-data']);
});

it('keeps the mode, or sets the one given whatever the umask', async () => {
  await writeFile(path, '', { mode: 0o640 });
  await replaceFile(path, Buffer.from('new'));
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  await replaceFile(path, Buffer.from('new'), { mode: 0o666 });
  expect((await stat(path)).mode & 0o777).toBe(0o666);
});

it('replaces what a link points to, not the link', async () => {
  const link = join(folder.path, 'link');
  await writeFile(path, 'old');
  await symlink(path, link);
  await replaceFile(link, Buffer.from('new'));
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readFile(link, 'utf8')).toBe('new');
});
