import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenWith } from '../../../activities/discovery/index.js';
import run from '../../../activities/discovery/token.run.js';
import { type FakeVagrant, fakeVagrant } from '../vagrant/fake-vagrant.js';
import { type FakeRegistry, fakeRegistry } from './fake-registry.js';

const template = `#cloud-config
coreos:
  etcd:
    discovery: https://discovery.etcd.io/<token>
    addr: $public_ipv4:4001
`;
let registry: FakeRegistry;
let fake: FakeVagrant;
let userData: string;
beforeEach(async () => {
  registry = await fakeRegistry();
  fake = await fakeVagrant({ 'core-01': 'not_created', 'core-02': 'not_created' });
  userData = join(fake.directory, 'user-data');
  await writeFile(join(fake.directory, 'user-data.sample'), template);
});
afterEach(async () => {
  await registry.stop();
  await fake.remove();
});

const input = (more: object = {}) =>
  tokenWith.parse({
    service: registry.url,
    size: 3,
    'user-data': userData,
    template: join(fake.directory, 'user-data.sample'),
    vagrant: fake.directory,
    ...more,
  });
const check = (more?: object) => run.check?.(fake.ctx, input(more));
const apply = (more?: object) => run.apply?.(fake.ctx, input(more), { holds: false, why: '' });
const undo = () => run.undo?.(fake.ctx, input());
const token = async () => {
  const found = await check();
  return found?.holds ? found.outputs.token : undefined;
};
const error = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
/** The token is used by machines that run. */
async function up(): Promise<string> {
  await apply();
  const own = (await token()) ?? '';
  for (const name of ['core-01', 'core-02']) {
    await fake.set(name, 'running');
    registry.tokens.get(own.slice(-32))?.members.push(name);
  }
  return own;
}

describe('discovery.token', () => {
  it('takes a token once, and keeps it', async () => {
    expect(await check()).toEqual({ holds: false, why: 'there is no user-data' });
    await apply();
    const first = await token();
    await apply();
    expect(await token()).toBe(first);
    expect(registry.created).toBe(1);
    expect(await readFile(userData, 'utf8')).toBe(
      template.replace('https://discovery.etcd.io/<token>', first ?? ''),
    );
  });

  it('takes no token in a look', async () => {
    await check();
    expect(registry.created).toBe(0);
  });

  it('keeps the token of living machines, whatever the registry says', async () => {
    const own = await up();
    registry.tokens.clear();
    expect(await token()).toBe(own);
    registry.broken = (_, response) => void response.writeHead(503).end();
    expect(await token()).toBe(own);
    await registry.stop();
    expect(await token()).toBe(own);
  });

  it('takes a new one once the machines are gone', async () => {
    const own = await up();
    for (const name of ['core-01', 'core-02']) await fake.set(name, 'not_created');
    expect(await check()).toMatchObject({
      holds: false,
      why: expect.stringMatching(/used by machines that are gone/),
    });
    await apply();
    expect(await token()).not.toBe(own);
  });

  it('changes nothing while the registry is down and no machine exists', async () => {
    await apply();
    const before = await readFile(userData, 'utf8');
    registry.broken = (_, response) => void response.writeHead(200).end('<html>');
    await expect(check()).rejects.toEqual(error('registry.reply', /<html>/));
    await expect(apply()).rejects.toEqual(error('registry.reply', /<html>/));
    expect(await readFile(userData, 'utf8')).toBe(before);
  });

  it('holds when machines exist and their user-data is gone, or another size is asked for', async () => {
    await up();
    await expect(check({ size: 5 })).rejects.toEqual(
      error('token.conflict', /core-01, core-02 exist with a token for 3 members, and 5 are asked/),
    );
    await rm(userData);
    await expect(apply()).rejects.toEqual(error('token.conflict', /there is no user-data/));
    expect(registry.created).toBe(1);
  });

  it('leaves the user-data of living machines as it is when the template changes, and says so', async () => {
    const own = await up();
    await writeFile(join(fake.directory, 'user-data.sample'), `${template}# more\n`);
    expect(await token()).toBe(own);
    expect(fake.lines.join('\n')).toMatch(/machines keep what they were provisioned with/);
    expect(await readFile(userData, 'utf8')).not.toContain('# more');
  });

  it('takes a changed template over while no machine exists, with the same token', async () => {
    await apply();
    const own = await token();
    await writeFile(join(fake.directory, 'user-data.sample'), `${template}# more\n`);
    expect(await check()).toMatchObject({
      holds: false,
      why: expect.stringMatching(/differs from its template/),
    });
    await apply();
    expect(await readFile(userData, 'utf8')).toContain('# more');
    expect(await token()).toBe(own);
  });

  it("keeps a copy of somebody's own user-data that it replaces", async () => {
    await writeFile(userData, '#cloud-config\nhostname: mine\n');
    await apply();
    expect(await readFile(`${userData}.old`, 'utf8')).toContain('hostname: mine');
    expect(await token()).toMatch(/^http/);
  });

  it('takes one token when two runs want one at the same time', async () => {
    await Promise.all([apply(), apply(), apply()]);
    expect(registry.created).toBe(1);
  });

  it('says that the user-data cannot be written, and leaves no half of it', async () => {
    const folder = join(fake.directory, 'nowhere');
    await expect(apply({ 'user-data': join(folder, 'user-data') })).rejects.toMatchObject({
      code: 'file.unwritable',
    });
    await mkdir(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('counts a member that is a process by its data folder', async () => {
    const members = [join(fake.directory, 'member-1'), join(fake.directory, 'member-2')];
    await apply({ vagrant: undefined, members });
    await mkdir(join(members[0] ?? '', 'member'), { recursive: true });
    await registry.stop();
    expect((await check({ vagrant: undefined, members }))?.holds).toBe(true);
  });
});

describe('taking down', () => {
  it('removes the user-data, so that the next cluster takes a new token', async () => {
    await apply();
    expect(await undo()).toBe(true);
    expect(await undo()).toBe(false);
    await apply();
    expect(registry.created).toBe(2);
  });

  it('keeps it while a machine exists', async () => {
    await up();
    await expect(undo()).rejects.toEqual(error('token.conflict', /core-01, core-02 still exist/));
    expect(await token()).toMatch(/^http/);
  });
});

describe('its fields', () => {
  it.each([0, -1, 2.5, 65, '3'])('refuse the size %j, which the service would accept', (size) =>
    expect(() => input({ size })).toThrow(),
  );

  it('need a place where machines or members are', () => {
    expect(() => input({ vagrant: undefined })).toThrow(/needs `vagrant` or `members`/);
  });

  it('refuse what is no web address', () => {
    expect(() => input({ service: 'ftp://x' })).toThrow();
    expect(() => input({ service: 'discovery' })).toThrow();
  });
});
