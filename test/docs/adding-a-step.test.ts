import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadCatalogue } from '../../activities/catalogue.js';
import type { StepType } from '../../activities/contract/define-step.js';
import { loadPipeline } from '../../language/index.js';
import { attempt, stepTask } from '../activities/attempt/step-task.js';
import { tempFolder } from '../activities/temp-folder.js';
import { docs, saveFiles } from './blocks.js';

/** The page's family, in a folder outside the package, through the package's own exports. */
let folder: Awaited<ReturnType<typeof tempFolder>>;
let unpacked: StepType;

beforeEach(async () => {
  folder = await tempFolder();
  await saveFiles(join(docs, 'adding-a-step.md'), folder.path);
  await writeFile(inFolder('package.json'), '{ "type": "module" }');
  await mkdir(inFolder('node_modules'));
  await symlink(resolve(docs, '..'), inFolder('node_modules/muster'));
  await writeFile(inFolder('index.html'), '<h1>Hello</h1>');
  await writeFile(inFolder('style.css'), 'body {}');
  await execa('tar', ['-cf', 'site.tar', 'index.html', 'style.css'], { cwd: folder.path });
  const all = await loadCatalogue({ MUSTER_STEPS: inFolder('index.js') });
  unpacked = all.get('archive.unpacked') as StepType;
});
afterEach(() => folder.remove());

const inFolder = (name: string) => join(folder.path, name);

function visit(mode: 'up' | 'look' | 'undo') {
  const value = { archive: inFolder('site.tar'), directory: inFolder('public') };
  const task = stepTask(folder.path, { mode, with: { value, secrets: {} } });
  return attempt(task, unpacked, { home: inFolder('home') });
}

it('finds the pipeline of the page valid', async () => {
  const all = await loadCatalogue({ MUSTER_STEPS: inFolder('index.js') });
  const { plan, diagnostics } = await loadPipeline(inFolder('pipeline.yaml'), all);
  expect(diagnostics).toEqual([]);
  expect(plan?.steps).toMatchObject([{ type: 'archive.unpacked', checked: true, undoable: true }]);
});

it('unpacks the archive, and the second time changes nothing', async () => {
  const outputs = { files: ['index.html', 'style.css'] };
  expect(await visit('up')).toMatchObject({ holds: true, changed: true, outputs });
  expect(await readFile(inFolder('public/index.html'), 'utf8')).toBe('<h1>Hello</h1>');
  expect(await visit('up')).toMatchObject({ holds: true, changed: false, outputs });
});

it('names the files that are gone or not the same any more', async () => {
  await visit('up');
  await rm(inFolder('public/style.css'));
  await writeFile(inFolder('public/index.html'), '<h1>Hallo</h1>');
  expect(await visit('look')).toMatchObject({
    holds: false,
    parts: { 'index.html': 'changed', 'style.css': 'missing' },
  });
});

it('takes an archive that it cannot read for a failed look, and changes nothing', async () => {
  await visit('up');
  await writeFile(inFolder('site.tar'), 'no archive');
  await rm(inFolder('public/style.css'));
  await expect(visit('up')).rejects.toThrow(/tar cannot compare .*site\.tar/);
  await expect(readFile(inFolder('public/style.css'))).rejects.toThrow(/ENOENT/);
});

it('takes the files away again', async () => {
  await visit('up');
  expect(await visit('undo')).toEqual({ undone: true });
  await expect(readFile(inFolder('public/index.html'))).rejects.toThrow(/ENOENT/);
  expect(await visit('undo')).toEqual({ undone: false });
});
