import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { main } from '../../cli/main.js';
import { testIo } from '../cli/io-for-tests.js';
import { aliasBomb, levels } from './hostile-texts.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-bad-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What `muster validate pipeline.yaml` says of a file with this content, and how it ends. */
async function validate(content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, 'pipeline.yaml'), content);
  const io = testIo({ cwd: folder });
  const exitCode = await main(['validate', 'pipeline.yaml'], io);
  expect(await readdir(folder)).toEqual(['pipeline.yaml']);
  return `${io.err()}${io.out()}exit ${exitCode}`;
}

it('a file that is missing', async () => {
  const io = testIo({ cwd: '/home/anna' });
  expect(await main(['validate', 'pipeline.yaml'], io)).toBe(3);
  expect(io.err()).toMatchInlineSnapshot(`
    "error: There is no file or folder /home/anna/pipeline.yaml
      Give the path of a pipeline file, or of the folder of a pipeline.yaml; the
      name of a run is not one.
    "
  `);
});

it('a file that is empty', async () => {
  expect(await validate('')).toMatchInlineSnapshot(`
    "pipeline.yaml:1:1 error this file is empty [file.empty]
      hint: a pipeline has at least a name and steps

    ✖ pipeline.yaml: 1 error
    exit 3"
  `);
});

it('a file that holds comments only', async () => {
  expect(await validate('# What this does is not written yet.\n')).toMatchInlineSnapshot(`
    "pipeline.yaml:1:1 error this file holds comments only [file.empty]
      1 | # What this does is not written yet.
        | ^
      hint: a pipeline has at least a name and steps

    ✖ pipeline.yaml: 1 error
    exit 3"
  `);
});

it('a file that is binary', async () => {
  const elf = Buffer.from('7f454c4602010100fffe00', 'hex');
  expect(await validate(elf)).toMatchInlineSnapshot(`
    "pipeline.yaml:1:1 error this file is not UTF-8 text [file.not-text]
      hint: is this the right file? A pipeline is YAML, a few KiB of it

    ✖ pipeline.yaml: 1 error
    exit 3"
  `);
});

it('a file of 50 MB, which is not read', async () => {
  await writeFile(join(folder, 'pipeline.yaml'), 'name: demo\n');
  await truncate(join(folder, 'pipeline.yaml'), 50_000_000);
  const io = testIo({ cwd: folder });
  expect(await main(['validate', 'pipeline.yaml'], io)).toBe(3);
  expect(io.err()).toMatchInlineSnapshot(`
    "pipeline.yaml:1:1 error this file is larger than 1 MiB [file.too-large]
      hint: is this the right file? A pipeline is YAML, a few KiB of it

    "
  `);
});

it('two documents in one file', async () => {
  const one = (name: string) => `name: ${name}\nsteps:\n  - run: echo ${name}\n`;
  expect(await validate(`${one('one')}---\n${one('two')}`)).toMatchInlineSnapshot(`
    "pipeline.yaml:4:1 error a second YAML document starts here [yaml.syntax]
      4 | ---
        | ^^^
      hint: a pipeline is one document: remove the line ---

    ✖ pipeline.yaml: 1 error
    exit 3"
  `);
});

it('tabs for indentation', async () => {
  expect(await validate('name: demo\nsteps:\n\t- run: echo one\n')).toMatchInlineSnapshot(`
    "pipeline.yaml:3:1 error a tab indents this line [yaml.syntax]
      3 |  - run: echo one
        | ^
      hint: YAML indents with spaces only

    ✖ pipeline.yaml: 1 error
    exit 3"
  `);
});

it('5,000 levels', async () => {
  expect(await validate(levels(5000))).toMatchInlineSnapshot(`
    "pipeline.yaml:2:72 error nested deeper than 64 levels [file.too-large]
      2 | …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
        |                                     ^

    ✖ pipeline.yaml: 1 error
    exit 3"
  `);
});

it('a bomb of aliases', async () => {
  expect(await validate(aliasBomb)).toMatchInlineSnapshot(`
    "pipeline.yaml:6:25 error with its aliases expanded, this is more than 50000
      values [file.too-large]
      6 | a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, ]
        |                         ^^^

    ✖ pipeline.yaml: 1 error
    exit 3"
  `);
});
