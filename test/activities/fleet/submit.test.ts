import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLocalUnits } from '../../../activities/fleet/local-units.js';
import { judgeSubmitted } from '../../../activities/fleet/submit.run.js';
import { tempFolder } from '../temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
  await writeFile(join(folder.path, 'a.service'), '[Service]\nExecStart=/bin/true\n');
});
afterEach(() => folder.remove());

const held = (name: string, hash: string) => ({
  name,
  hash,
  desired: 'inactive',
  state: 'inactive',
  global: false,
});

it('holds when fleet has every file with the same content', async () => {
  const units = await readLocalUnits(folder.path, ['a.service']);
  const [a] = units;
  const hash = a?.hash ?? '';
  expect(judgeSubmitted(units, [held('a.service', hash)])).toMatchObject({
    holds: true,
    outputs: { units: [{ name: 'a.service', hash }] },
  });
  expect(judgeSubmitted(units, [])).toMatchObject({
    holds: false,
    why: 'a.service is not submitted',
  });
  expect(judgeSubmitted(units, [held('a.service', 'other')])).toMatchObject({
    holds: false,
    why: 'a.service differs from its file',
    parts: { 'a.service': 'differs' },
  });
});

it.each([
  ['bad.service', '[Service', 'unable to find end of section'],
  ['empty.service', '# nothing\n', 'it sets no option'],
  ['unit.txt', '[Service]\nA=b\n', 'ends in no type of unit'],
])('says what is wrong with %s', async (name, text, why) => {
  await writeFile(join(folder.path, name), text);
  await expect(readLocalUnits(folder.path, [name])).rejects.toMatchObject({
    code: 'unit.invalid',
    message: expect.stringContaining(why),
  });
});

it('says which file is missing, and which two have one name', async () => {
  await expect(readLocalUnits(folder.path, ['b.service'])).rejects.toMatchObject({
    code: 'file.missing',
    message: expect.stringContaining('b.service cannot be read: ENOENT'),
  });
  await expect(readLocalUnits(folder.path, ['a.service', './a.service'])).rejects.toMatchObject({
    code: 'input.invalid',
  });
});
