import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type UpInput, upWith } from '../../../activities/vagrant/index.js';
import run from '../../../activities/vagrant/up.run.js';
import { type FakeVagrant, fakeVagrant } from './fake-vagrant.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function folder(machines: Record<string, string>): Promise<FakeVagrant> {
  const fake = await fakeVagrant(machines);
  cleanups.push(fake.remove);
  return fake;
}
const input = (fake: FakeVagrant, more: Partial<UpInput> = {}): UpInput =>
  upWith.parse({ directory: fake.directory, provider: 'lxc', provisioned: '/done', ...more });
const check = (fake: FakeVagrant, more?: Partial<UpInput>) =>
  run.check?.(fake.ctx, input(fake, more));
const apply = (fake: FakeVagrant, more?: Partial<UpInput>) =>
  run.apply?.(fake.ctx, input(fake, more), { holds: false, why: '' });
const error = (code: string, message: string | RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
const up = 'vagrant up --parallel --provider lxc';

describe('vagrant.up', () => {
  it('brings up machines that were never made, and then they hold', async () => {
    const fake = await folder({ 'core-01': 'not_created', 'core-02': 'not_created' });
    expect(await check(fake)).toEqual({
      holds: false,
      why: 'core-01 is not created, core-02 is not created',
      parts: { 'core-01': 'not created', 'core-02': 'not created' },
    });
    await apply(fake);
    expect(await fake.changes()).toEqual([`${up} core-01 core-02`]);
    expect(fake.parts.at(-1)).toEqual({ 'core-01': 'running', 'core-02': 'running' });
    expect(await check(fake)).toMatchObject({
      holds: true,
      outputs: {
        addresses: ['10.0.0.1', '10.0.0.2'],
        machines: [
          { name: 'core-01', ssh: '10.0.0.1:22', user: 'core', 'identity-file': '/keys/one' },
          { name: 'core-02', ssh: '10.0.0.2:22' },
        ],
      },
    });
  });

  it('touches only the machine that needs it', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'stopped', 'core-03': 'running' });
    expect(await check(fake)).toMatchObject({ why: 'core-02 is stopped' });
    await apply(fake);
    expect(await fake.changes()).toEqual([`${up} core-02`]);
  });

  it('does nothing to machines that run', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'running' });
    expect((await check(fake))?.holds).toBe(true);
    await apply(fake);
    expect(await fake.changes()).toEqual([]);
  });

  it('looks after the named machines only', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'stopped' });
    expect((await check(fake, { machines: ['core-01'] }))?.holds).toBe(true);
    await expect(check(fake, { machines: ['core-09'] })).rejects.toEqual(
      error('input.invalid', /defines no machine core-09; it defines core-01, core-02/),
    );
  });

  it('restarts a machine whose network is gone, without provisioning it again', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'running' });
    await fake.container('core-02', 'RUNNING');
    await fake.silence('core-02');
    expect(await check(fake)).toMatchObject({
      why: 'core-02 is running, but ssh does not answer',
    });
    await apply(fake);
    expect(await fake.changes()).toEqual(['lxc-stop -k -n core-02', `${up} core-02`]);
    expect((await check(fake))?.holds).toBe(true);
  });

  it('provisions a machine again whose provisioners failed', async () => {
    const fake = await folder({ 'core-01': 'not_created' });
    await fake.fail(
      'core-01',
      'VagrantError',
      'The SSH command responded with a non-zero exit status.',
    );
    await expect(apply(fake)).rejects.toEqual(error('vagrant.failed', /core-01: The SSH command/));
    await fake.set('core-01', 'running');
    expect(await check(fake)).toMatchObject({
      why: 'core-01 is running, but its provisioning was cut short',
    });
    await apply(fake);
    expect((await fake.changes()).at(-1)).toBe('vagrant provision core-01');
    expect((await check(fake))?.holds).toBe(true);
  });

  it('leaves a machine in a state it does not understand to a person, and starts the others', async () => {
    const fake = await folder({ 'core-01': 'gurumeditation', 'core-02': 'stopped' });
    await expect(apply(fake)).rejects.toEqual(error('machine.stuck', /core-01 is gurumeditation/));
    expect(await fake.changes()).toEqual([`${up} core-02`]);
  });

  it('refuses a Vagrant that is too old', async () => {
    const fake = await folder({ 'core-01': 'stopped' });
    await fake.version('1.9.8');
    await expect(apply(fake)).rejects.toEqual(
      error('program.unsupported', /Vagrant 1.9.8 is too old/),
    );
  });
});

describe('a machine that was destroyed while others live', () => {
  async function registered(...members: string[]): Promise<string> {
    const server = createServer((request, response) => {
      const nodes = members.map((name) => ({ key: `/t/${name}`, value: `${name}=http://x:2380` }));
      const listing = { action: 'get', node: { key: '/t', dir: true, nodes } };
      response.statusCode = request.url === '/abc' ? 200 : 404;
      response.end(JSON.stringify(request.url === '/abc' ? listing : { errorCode: 100 }));
    }).listen(0, '127.0.0.1');
    cleanups.push(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/abc`;
  }
  const userData = (token: string) => `coreos:\n  etcd:\n    discovery: ${token}\n`;

  it('is not made anew: it cannot rejoin through its token', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'not_created' });
    const token = await registered('core-01', 'core-02');
    await writeFile(join(fake.directory, 'user-data'), userData(token));
    await expect(apply(fake)).rejects.toEqual(
      error('member.replace', /core-02 was destroyed while core-01 lived/),
    );
    expect(await fake.changes()).toEqual([]);
  });

  it('is made where its name never registered', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'not_created' });
    await writeFile(join(fake.directory, 'user-data'), userData(await registered('core-01')));
    await apply(fake);
    expect(await fake.changes()).toEqual([`${up} core-02`]);
  });

  it('is not touched while the registry cannot tell', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'not_created' });
    await writeFile(join(fake.directory, 'user-data'), userData('http://127.0.0.1:1/abc'));
    await expect(apply(fake)).rejects.toEqual(error('registry.unreachable', /127.0.0.1:1/));
    expect(await fake.changes()).toEqual([]);
  });
});

describe('a container that has the name already', () => {
  const taken =
    "There is container on your system with the same name you've specified\\non your Vagrantfile (core-01)%!(VAGRANT_COMMA) please choose a different one or\\nrun `lxc-destroy --name core-01` and try again.";

  it("is another folder's: held, naming the folder", async () => {
    const fake = await folder({ 'core-01': 'not_created' });
    await fake.container('core-01', 'RUNNING');
    const other = join(fake.home, 'other');
    await mkdir(join(other, '.vagrant', 'machines', 'core-01', 'lxc'), { recursive: true });
    await writeFile(join(other, '.vagrant', 'machines', 'core-01', 'lxc', 'id'), 'core-01');
    const index = join(fake.home, '.vagrant.d', 'data', 'machine-index');
    await mkdir(index, { recursive: true });
    const machine = {
      name: 'core-01',
      provider: 'lxc',
      vagrantfile_path: other,
      local_data_path: join(other, '.vagrant'),
    };
    await writeFile(join(index, 'index'), JSON.stringify({ version: 1, machines: { a: machine } }));
    await fake.fail('core-01', 'ContainerAlreadyExists', taken);
    await expect(apply(fake)).rejects.toEqual(
      error(
        'machine.foreign',
        `container core-01 exists and belongs to the Vagrant folder ${other}`,
      ),
    );
    expect((await fake.changes()).filter((call) => call.includes('destroy'))).toEqual([]);
  });

  it("is nobody's that Vagrant knows: held all the same", async () => {
    const fake = await folder({ 'core-01': 'not_created' });
    await fake.container('core-01', 'STOPPED');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await fake.fail('core-01', 'ContainerAlreadyExists', taken);
    await expect(apply(fake)).rejects.toEqual(error('machine.foreign', /belongs to nobody/));
  });

  it('is what our own up left half made when it was killed: made anew', async () => {
    const fake = await folder({ 'core-01': 'not_created' });
    const notes = join(fake.directory, '.vagrant', 'muster');
    await mkdir(notes, { recursive: true });
    const note = { began: Date.now() - 1000, creates: true, booted: false };
    await writeFile(join(notes, 'core-01.json'), JSON.stringify(note));
    await fake.container('core-01', 'STOPPED');
    await fake.fail('core-01', 'ContainerAlreadyExists', taken);
    await apply(fake);
    expect(await fake.changes()).toEqual([
      `${up} core-01`,
      'lxc-destroy -f -n core-01',
      `${up} core-01`,
    ]);
    expect((await check(fake))?.holds).toBe(true);
  });

  it('is left alone while it runs, even after an up of ours that was killed', async () => {
    const fake = await folder({ 'core-01': 'not_created' });
    const notes = join(fake.directory, '.vagrant', 'muster');
    await mkdir(notes, { recursive: true });
    const note = { began: Date.now() - 1000, creates: true, booted: false };
    await writeFile(join(notes, 'core-01.json'), JSON.stringify(note));
    await fake.container('core-01', 'RUNNING');
    await fake.fail('core-01', 'ContainerAlreadyExists', taken);
    await expect(apply(fake)).rejects.toEqual(error('machine.foreign', /core-01/));
  });
});

describe('taking down', () => {
  const undo = (fake: FakeVagrant, more?: Partial<UpInput>) =>
    run.undo?.(fake.ctx, input(fake, more));

  it('ends and destroys every machine of the folder', async () => {
    const fake = await folder({ 'core-01': 'running', 'core-02': 'stopped' });
    await fake.container('core-01', 'RUNNING');
    await fake.container('core-02', 'STOPPED');
    expect(await undo(fake)).toBe(true);
    expect(await fake.changes()).toEqual([
      'lxc-stop -k -n core-01',
      'vagrant destroy -f --parallel',
    ]);
    expect(await undo(fake)).toBe(false);
  });

  it('destroys a machine that the Vagrantfile no longer defines', async () => {
    const fake = await folder({ 'core-01': 'running' });
    const own = join(fake.directory, '.vagrant', 'machines', 'core-03', 'lxc');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'id'), 'core-03');
    await fake.container('core-03', 'RUNNING');
    expect(await undo(fake)).toBe(true);
    expect(await fake.changes()).toContain('lxc-destroy -f -n core-03');
  });

  it('has nothing to do where no machine was made, without asking Vagrant', async () => {
    const fake = await folder({ 'core-01': 'not_created' });
    expect(await undo(fake)).toBe(false);
    expect(await fake.changes()).toEqual([]);
  });
});
