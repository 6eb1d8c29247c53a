import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenId } from '../../../activities/tools/registry/user-data.js';
import { testLab } from '../../lab/test-lab.js';
import { type RealRegistry, startRegistry } from './real-registry.js';
import { type TokenStep, template, tokenStep } from './token-step.js';

let registry: RealRegistry;
let step: TokenStep;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());
beforeEach(async () => {
  step = await tokenStep(registry.url);
});
afterEach(() => step.remove());

const conflict = (message: RegExp) =>
  expect.objectContaining({
    code: 'token.conflict',
    retryable: false,
    message: expect.stringMatching(message),
  });

describe('discovery.token, while a member that is a process exists', () => {
  let own: string;
  beforeEach(async () => {
    await step.apply();
    own = (await step.token()) ?? '';
    await mkdir(join(step.member, 'member'), { recursive: true });
  });

  it('keeps its token though it is used, and though the registry has lost it', async () => {
    await registry.register(tokenId(own) ?? '', 'member-1');
    expect(await step.token()).toBe(own);
    await registry.lose(tokenId(own) ?? '');
    expect(await step.token()).toBe(own);
  });

  it('holds when its user-data is gone, or another size is asked for', async () => {
    const before = await registry.count();
    await expect(step.check({ size: 5 })).rejects.toEqual(
      conflict(/member-1 exist with a token for 3 members, and 5 are asked/),
    );
    await rm(step.userData);
    await expect(step.apply()).rejects.toEqual(conflict(/there is no user-data/));
    expect(await registry.count()).toBe(before);
  });

  it('leaves its user-data as it is when the template changes, and says so', async () => {
    await writeFile(step.template, `${template}# more\n`);
    expect(await step.token()).toBe(own);
    expect(step.lines.join('\n')).toMatch(/machines keep what they were provisioned with/);
    expect(await step.text()).not.toContain('# more');
  });

  it('keeps its user-data when it is taken down', async () => {
    await expect(step.undo()).rejects.toEqual(conflict(/member-1 still exist/));
    expect(await step.token()).toBe(own);
  });
});

describe('discovery.token, asking Vagrant', () => {
  const asked = (vagrant: string) => ({ vagrant, members: undefined });
  /** A folder in which Vagrant noted a machine that somebody has removed since. */
  async function folderOfOneRemoved(vagrantfile: string, provider = 'lxc'): Promise<string> {
    const own = join(step.directory, '.vagrant', 'machines', 'default', provider);
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'id'), 'vgt-removed');
    await writeFile(join(step.directory, 'Vagrantfile'), vagrantfile);
    return step.directory;
  }

  it("names the machines of the tests' cluster, whose token it would keep", async () => {
    const cluster = asked(testLab.coreos);
    await expect(step.check(cluster)).rejects.toEqual(
      conflict(/test-01, test-02, test-03 exist, but there is no user-data/),
    );
    await step.apply();
    const own = await step.token();
    await registry.lose(tokenId(own ?? '') ?? '');
    expect(await step.token(cluster)).toBe(own);
  });

  it('takes a machine for gone that somebody removed with other tools', async () => {
    const folder = await folderOfOneRemoved(
      `Vagrant.configure("2") { |config| config.vm.box = "${testLab.box}" }\n`,
    );
    expect(await step.check(asked(folder))).toEqual({
      holds: false,
      why: 'there is no user-data',
    });
  });

  it('changes nothing while Vagrant cannot tell', async () => {
    // LXC would tell by itself.
    const folder = await folderOfOneRemoved('Vagrant.configure("2") do |config|\n', 'virtualbox');
    const before = await registry.count();
    await expect(step.apply(asked(folder))).rejects.toMatchObject({ code: 'vagrant.vagrantfile' });
    expect(await registry.count()).toBe(before);
  });
});
