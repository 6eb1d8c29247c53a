import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { acquireLock } from '../../../activities/process/lock.js';
import { ownerOf } from '../../../activities/tools/vagrant/lxc.js';
import { wordsOf } from '../../../activities/vagrant/clear-the-way.js';
import { testContext } from '../step-context.js';

test('a container is known to be another folder’s although Vagrant is writing its index', async () => {
  const home = await mkdtemp(join(tmpdir(), 'muster-owner-'));
  const folder = join(home, 'project', '.vagrant');
  const machine = join(folder, 'machines', 'core-01', 'lxc');
  const indexes = join(home, '.vagrant.d', 'data', 'machine-index');
  await Promise.all([mkdir(machine, { recursive: true }), mkdir(indexes, { recursive: true })]);
  await writeFile(join(machine, 'id'), 'core-01');
  const entry = {
    name: 'core-01',
    provider: 'lxc',
    local_data_path: folder,
    vagrantfile_path: join(home, 'project'),
  };
  const whole = JSON.stringify({ version: 1, machines: { a1b2: entry } });

  // As Vagrant writes: in place, under its lock.
  const index = join(indexes, 'index');
  const writing = await acquireLock(`${index}.lock`);
  await writeFile(index, whole.slice(0, 20));
  const { ctx, remove } = await testContext({ env: { HOME: home, PATH: process.env.PATH ?? '' } });
  const owner = ownerOf(ctx, { directory: join(home, 'other') }, 'core-01', undefined);
  await sleep(100);
  await writeFile(index, whole);
  await writing.release();
  expect(await owner).toEqual({ kind: 'folder', folder: join(home, 'project') });
  await remove();
  await rm(home, { recursive: true });
});

test('a container of a folder that was removed is told as left of it, with how to be rid of it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'muster-owner-'));
  const indexes = join(home, '.vagrant.d', 'data', 'machine-index');
  await mkdir(indexes, { recursive: true });
  const gone = join(home, 'removed');
  const entry = {
    name: 'core-01',
    provider: 'lxc',
    local_data_path: join(gone, '.vagrant'),
    vagrantfile_path: gone,
  };
  await writeFile(join(indexes, 'index'), JSON.stringify({ version: 1, machines: { a: entry } }));
  const { ctx, remove } = await testContext({ env: { HOME: home, PATH: process.env.PATH ?? '' } });
  const ask = (name: string) => ownerOf(ctx, { directory: join(home, 'other') }, name, undefined);
  const owner = await ask('core-01');
  expect(owner).toEqual({ kind: 'lost-folder', folder: gone });
  expect(await ask('core-02')).toEqual({ kind: 'other' });
  const words = wordsOf({ kind: 'lost-folder', folder: gone }, 'core-01', 'core-01');
  expect(words.whose).toContain(`${gone}, which is not there any more`);
  expect(words.down).toMatch(/lxc-destroy -f -n core-01.*vagrant global-status --prune/);
  await remove();
  await rm(home, { recursive: true });
});
