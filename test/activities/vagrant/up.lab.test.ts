import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GroupRecorder } from '../../../activities/attempt/create-context.js';
import { upWith } from '../../../activities/vagrant/index.js';
import run from '../../../activities/vagrant/up.run.js';
import { testLab } from '../../lab/test-lab.js';
import { type TestContext, testContext } from '../step-context.js';

/** The real Vagrant, on two machines beside the cluster of the tests' lab. */
const machines = ['vgt-01', 'vgt-02'];
const env = {
  LAB_BOX: testLab.box,
  LAB_BRIDGE: testLab.bridge,
  LAB_SUBNET: testLab.subnet,
};
let base: string;
let folder: string;
const contexts: TestContext[] = [];

async function context(groups?: GroupRecorder): Promise<TestContext> {
  const variables = { PATH: process.env.PATH ?? '', HOME: homedir(), LANG: 'C.UTF-8' };
  const made = await testContext({ env: variables, ...(groups ? { groups } : {}) });
  contexts.push(made);
  return made;
}
const input = (directory: string) =>
  upWith.parse({ directory, provider: 'lxc', provisioned: '/provisioned', env });
const check = async (directory = folder) => run.check?.((await context()).ctx, input(directory));
const apply = ({ ctx }: TestContext, directory = folder) =>
  run.apply?.(ctx, input(directory), { holds: false, why: '' });
const sh = async (command: string) => (await execa('sh', ['-ec', command])).stdout;
const containers = async () =>
  (await sh('lxc-ls -1')).split(/\s+/).filter((name) => machines.includes(name));
/** When the first machine started and was provisioned, as it says itself. */
const history = () =>
  sh("lxc-attach -n vgt-01 -- sh -c 'cut -d\\  -f22 /proc/1/stat; cat /provisioned'");

async function newFolder(name: string): Promise<string> {
  const path = join(base, name);
  await mkdir(path);
  const file = fileURLToPath(new URL('./machines/Vagrantfile', import.meta.url));
  await cp(file, join(path, 'Vagrantfile'));
  return path;
}

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'muster-vagrant-'));
  folder = await newFolder('one');
});
afterAll(async () => {
  await run.undo?.((await context()).ctx, input(folder));
  for (const each of contexts) await each.remove();
  await rm(base, { recursive: true, force: true });
});

describe('vagrant.up on real machines', () => {
  it('ends in machines that run when Vagrant was killed while it made them', async () => {
    let vagrant = 0;
    const killed = await context({ started: ({ pid }) => (vagrant = pid), ended: () => {} });
    const attempt = apply(killed);
    const outcome = attempt?.then(
      () => 'came to its end',
      () => 'was lost',
    );
    await expect.poll(() => killed.lines.join('\n'), { timeout: 60_000 }).toContain('Importing');
    await expect.poll(containers, { timeout: 60_000 }).not.toEqual([]);
    process.kill(-vagrant, 'SIGKILL');
    expect(await outcome).toBe('was lost');

    await apply(await context());
    const found = await check();
    expect(found).toMatchObject({
      holds: true,
      parts: { 'vgt-01': 'running', 'vgt-02': 'running' },
      outputs: { addresses: [`${testLab.subnet}.151`, `${testLab.subnet}.152`] },
    });
  });

  it('touches only the machine that was stopped', async () => {
    const before = await history();
    await sh('lxc-stop -k -n vgt-02');
    expect(await check()).toMatchObject({ holds: false, why: 'vgt-02 is stopped' });
    const repair = await context();
    await apply(repair);
    expect((await check())?.holds).toBe(true);
    expect(repair.lines.join('\n')).not.toContain('vgt-01');
    expect(await history()).toBe(before);
  });

  it('names the other folder that the machines belong to', async () => {
    const other = await newFolder('two');
    await expect(apply(await context(), other)).rejects.toMatchObject({
      code: 'machine.foreign',
      message: expect.stringContaining(`belongs to the Vagrant folder ${folder}`),
    });
    expect((await check())?.holds).toBe(true);
  });

  it('leaves no machine when it is taken down', async () => {
    const { ctx } = await context();
    expect(await run.undo?.(ctx, input(folder))).toBe(true);
    expect(await containers()).toEqual([]);
    expect(await run.undo?.(ctx, input(folder))).toBe(false);
  });
});
