import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import type { Home } from '../../worker/engine/home.js';
import { tempFolder } from '../activities/temp-folder.js';
import { Homes } from '../worker/engine/support/homes.js';
import { docs, saveFiles } from './blocks.js';

/** A family from outside, as its reader uses it: commands as processes, on an engine of their own. */
const muster = resolve(docs, '../dist/muster.js');
const homes = new Homes();
let home: Home;
let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeAll(async () => {
  home = await homes.fresh();
  folder = await tempFolder();
  const inFolder = (name: string) => join(folder.path, name);
  await saveFiles(join(docs, 'adding-a-step.md'), folder.path);
  await writeFile(inFolder('package.json'), '{ "type": "module" }');
  await mkdir(inFolder('node_modules'));
  await symlink(resolve(docs, '..'), inFolder('node_modules/muster'));
  await writeFile(inFolder('style.css'), 'body {}');
  await execa('tar', ['-cf', 'site.tar', 'style.css'], { cwd: folder.path });
});
afterAll(async () => {
  await homes.clear();
  await folder.remove();
});

async function run(...args: string[]) {
  const env = { MUSTER_HOME: home.root, MUSTER_STEPS: join(folder.path, 'index.js') };
  const { exitCode, stdout, stderr } = await execa(process.execPath, [muster, ...args], {
    env,
    cwd: folder.path,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, stdout, stderr };
}

it('is explained, brought up, verified and taken down like one of Muster', async () => {
  expect((await run('steps', 'archive.unpacked')).stdout).toContain('The archive, as tar reads it');
  expect(await run('validate', 'pipeline.yaml')).toMatchObject({ exitCode: exitCodes.ok });

  const up = await run('up', '.', '--json');
  expect(up).toMatchObject({ exitCode: exitCodes.ok });
  expect(JSON.parse(up.stdout)).toMatchObject({ outputs: { files: ['style.css'] } });

  await rm(join(folder.path, 'public/style.css'));
  const drifted = await run('verify', '.');
  expect(drifted).toMatchObject({ exitCode: exitCodes.drift });
  expect(drifted.stdout).toContain('style.css is missing');

  expect(await run('down', 'site', '--yes')).toMatchObject({ exitCode: exitCodes.ok });
});
