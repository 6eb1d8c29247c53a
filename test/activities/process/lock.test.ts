import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLock, lockFileOf, withLock } from '../../../activities/process/lock.js';
import { readProcess } from '../../../activities/process/proc.js';
import { tempFolder } from '../temp-folder.js';
import { runTypeScript } from '../typescript-process.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let file: string;
beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder.path, 'user-data');
});
afterEach(() => folder.remove());

it('is held by one at a time, and says who holds it', async () => {
  const lock = await acquireLock(file);
  await expect(acquireLock(file)).rejects.toMatchObject({
    code: 'lock.busy',
    message: expect.stringContaining(`process ${process.pid} (`),
  });
  await lock.release();
  await (await acquireLock(file)).release();
});

it('waits for the holder as long as asked', async () => {
  const lock = await acquireLock(file);
  await expect(acquireLock(file, { wait: 20 })).rejects.toMatchObject({ code: 'lock.busy' });
  const next = acquireLock(file, { wait: 10_000 });
  await lock.release();
  await (await next).release();
});

it('lets waiting be ended', async () => {
  const lock = await acquireLock(file);
  const controller = new AbortController();
  const waiting = acquireLock(file, { wait: 60_000, signal: controller.signal });
  setTimeout(() => controller.abort(new Error('cancelled')), 20);
  await expect(waiting).rejects.toThrow('cancelled');
  await lock.release();
});

it('keeps its hold on a file that is replaced in one step', async () => {
  await writeFile(file, 'old');
  await withLock(file, {}, async () => {
    await writeFile(`${file}.new`, 'new');
    await rename(`${file}.new`, file);
    await expect(acquireLock(file)).rejects.toMatchObject({ code: 'lock.busy' });
  });
});

it('leaves nothing in a folder that is locked', async () => {
  const project = join(folder.path, 'project');
  await mkdir(project);
  expect(lockFileOf(project)).toBe(project);
  await withLock(project, {}, async () => {
    await expect(acquireLock(project)).rejects.toMatchObject({ code: 'lock.busy' });
  });
});

it('lets go when what runs under it fails', async () => {
  const failing = withLock(file, {}, () => Promise.reject(new Error('failed')));
  await expect(failing).rejects.toThrow('failed');
  await (await acquireLock(file)).release();
});

it('never lets two in, however many want in', async () => {
  let inside = 0;
  let most = 0;
  await writeFile(file, '0');
  const visit = async () => {
    most = Math.max(most, ++inside);
    await writeFile(file, String(Number(await readFile(file, 'utf8')) + 1));
    inside--;
  };
  await Promise.all(Array.from({ length: 12 }, () => withLock(file, { wait: 30_000 }, visit)));
  expect(most).toBe(1);
  expect(await readFile(file, 'utf8')).toBe('12');
});

it('is free as soon as its holder was killed', async () => {
  const holder = await runTypeScript(`
    import { acquireLock } from './activities/process/lock.js';
    await acquireLock(${JSON.stringify(file)});
    console.log('held');
    setInterval(() => {}, 1000);
  `);
  if (holder.child.stdout) await once(holder.child.stdout, 'data');
  await expect(acquireLock(file)).rejects.toMatchObject({
    message: expect.stringContaining(`process ${holder.child.pid} (`),
  });
  holder.child.kill('SIGKILL');
  await (await acquireLock(file, { wait: 10_000 })).release();
  await holder.remove();
});

it('does not keep a process alive', async () => {
  const holder = await runTypeScript(`
    import { acquireLock } from './activities/process/lock.js';
    await acquireLock(${JSON.stringify(file)});
  `);
  const [code] = await once(holder.child, 'exit');
  expect(code).toBe(0);
  await holder.remove();
});

it('says so when the place cannot be written', async () => {
  await expect(acquireLock(join(folder.path, 'gone', 'file'))).rejects.toMatchObject({
    code: 'file.unwritable',
  });
});

it('tells its holder when it is lost', async () => {
  const lock = await acquireLock(file);
  const keeper = readdirSync('/proc')
    .map((entry) => readProcess(Number(entry)))
    .find((facts) => facts?.parent === process.pid && facts.name === 'cat');
  expect(lock.lost.aborted).toBe(false);
  process.kill(keeper?.pid ?? Number.NaN, 'SIGKILL');
  await once(lock.lost, 'abort');
});
