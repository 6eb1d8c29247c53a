import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, type TestContext } from 'vitest';
import { type SmallDisk, smallDisk } from './small-disk.js';
import { type Place, place, told } from './told.js';

let at: Place;
let disk: SmallDisk | undefined;
let registry: Server;
let service: string;
beforeEach(async () => {
  at = await place();
  disk = smallDisk(join(at.folder, 'disk'));
  // Hands out a token, as the discovery service does, whatever is asked.
  registry = createServer((_request, response) => response.end(`${service}/6c0fe1a0`));
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  service = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
});
afterEach(async () => {
  disk?.remove();
  registry.closeAllConnections();
  await new Promise((resolve) => registry.close(resolve));
  await at.remove();
});

/** A cloud-config of about so many bytes. */
const template = (bytes: number) =>
  `#cloud-config\ncoreos:\n  etcd:\n    discovery: <token>\n${`# ${'x'.repeat(97)}\n`.repeat(bytes / 100)}`;

function mounted(task: TestContext): SmallDisk {
  if (disk === undefined) task.skip('no right to mount here');
  return disk as SmallDisk;
}

async function token(path: string) {
  return told(
    at,
    'discovery.token',
    {
      service,
      size: 3,
      'user-data': path,
      template: join(at.folder, 'user-data.template'),
      members: [join(at.folder, 'member')],
    },
    { hide: { [service]: 'http://172.17.8.1:8087' } },
  );
}

/** Write user-data where somebody's own stands, on a disk with so many KiB left. */
async function full(task: TestContext, free: number): Promise<string> {
  const small = mounted(task);
  const path = join(small.path, 'user-data');
  await writeFile(join(at.folder, 'user-data.template'), template(30_000));
  await writeFile(path, former);
  small.fill(free);
  const { text, retried } = await token(path);
  expect(retried).toBe(false);
  expect(await readFile(path, 'utf8')).toBe(former);
  return text;
}

const former = '#cloud-config\nhostname: mine\n';

it('a disk that is full when user-data is written: the old file stays', async (task) => {
  expect(await full(task, 0)).toMatchInlineSnapshot(`
    "■ held at step (discovery.token, file.unwritable, attempt 1)
      /home/anna/demo/disk/user-data cannot be written: the disk is full. What was
      there is as it was.

      Make room on that disk, then resume.
    "
  `);
  expect((await readdir(disk?.path ?? '')).sort()).toEqual(whole);
});

it('a disk that becomes full in the middle of user-data: the old file stays', async (task) => {
  expect(await full(task, 12)).toMatchInlineSnapshot(`
    "■ held at step (discovery.token, file.unwritable, attempt 1)
      /home/anna/demo/disk/user-data cannot be written: the disk is full. What was
      there is as it was.

      Make room on that disk, then resume.

      Last output:
      │ /home/anna/demo/disk/user-data was not what its template says now; it is kept as /home/anna/demo/disk/user-data.old.
    "
  `);
  // There was room for the copy of what was somebody's own, whole.
  expect((await readdir(disk?.path ?? '')).sort()).toEqual([...whole, 'user-data.old']);
  expect(await readFile(join(disk?.path ?? '', 'user-data.old'), 'utf8')).toBe(former);
});

const whole = ['.user-data.lock', 'filler', 'user-data'];
