import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenId } from '../../../activities/tools/registry/user-data.js';
import { type RealRegistry, startRegistry } from './real-registry.js';
import { type TokenStep, template, tokenStep } from './token-step.js';

let registry: RealRegistry;
let step: TokenStep;
let before: number;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());
beforeEach(async () => {
  step = await tokenStep(registry.url);
  before = await registry.count();
});
afterEach(() => step.remove());

/** How many tokens the registry has handed out since the test began. */
const taken = async () => (await registry.count()) - before;

describe('discovery.token, while no machine exists', () => {
  it('takes a token once, and keeps it', async () => {
    expect(await step.check()).toEqual({ holds: false, why: 'there is no user-data' });
    expect(await taken()).toBe(0);
    await step.apply();
    const first = await step.token();
    await step.apply();
    expect(await step.token()).toBe(first);
    expect(await taken()).toBe(1);
    expect(await step.text()).toBe(
      template.replace('https://discovery.etcd.io/<token>', first ?? ''),
    );
  });

  it('takes a new one for one that machines used which are gone', async () => {
    await step.apply();
    const used = (await step.token()) ?? '';
    await registry.register(tokenId(used) ?? '', 'core-01', 'core-02');
    expect(await step.check()).toMatchObject({
      holds: false,
      why: expect.stringMatching(/used by machines that are gone/),
    });
    await step.apply();
    expect(await step.token()).toMatch(new RegExp(`^${registry.url}/`));
    expect(await step.text()).not.toContain(used);
  });

  it('takes a new one for one that the registry has lost, and one for another size', async () => {
    await step.apply();
    await registry.lose(tokenId((await step.token()) ?? '') ?? '');
    expect(await step.check()).toMatchObject({ why: expect.stringMatching(/does not know/) });
    await step.apply();
    expect(await step.check({ size: 5 })).toMatchObject({
      why: expect.stringMatching(/has size 3, not 5/),
    });
    await step.apply({ size: 5 });
    expect(await step.check({ size: 5 })).toMatchObject({ holds: true, outputs: { size: 5 } });
  });

  it('takes a changed template over, with the same token', async () => {
    await step.apply();
    const own = await step.token();
    await writeFile(step.template, `${template}# more\n`);
    expect(await step.check()).toMatchObject({
      holds: false,
      why: expect.stringMatching(/differs from its template/),
    });
    await step.apply();
    expect(await step.text()).toContain('# more');
    expect(await step.token()).toBe(own);
  });

  it("keeps a copy of somebody's own user-data that it replaces", async () => {
    await writeFile(step.userData, '#cloud-config\nhostname: mine\n');
    await step.apply();
    expect(await readFile(`${step.userData}.old`, 'utf8')).toContain('hostname: mine');
    expect(await step.token()).toMatch(/^http/);
  });

  it('takes one token when three runs want one at the same time', async () => {
    await Promise.all([step.apply(), step.apply(), step.apply()]);
    expect(await taken()).toBe(1);
  });

  it('says that the user-data cannot be written, and leaves no half of it', async () => {
    const folder = join(step.directory, 'nowhere');
    await expect(step.apply({ 'user-data': join(folder, 'user-data') })).rejects.toMatchObject({
      code: 'file.unwritable',
    });
    await mkdir(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('removes the user-data when it is taken down, so that the next cluster takes a new token', async () => {
    await step.apply();
    expect(await step.undo()).toBe(true);
    expect(await step.undo()).toBe(false);
    await step.apply();
    expect(await taken()).toBe(2);
  });
});

describe('discovery.token, with a registry whose etcd dies', () => {
  it('changes nothing while no machine exists, and keeps the token of a member that does', async () => {
    const dying = await startRegistry();
    try {
      const service = { service: dying.url };
      await step.apply(service);
      const own = await step.token(service);
      const text = await step.text();
      await dying.etcd.stop();
      const unreachable = expect.objectContaining({ code: 'registry.unreachable' });
      await expect(step.check(service)).rejects.toEqual(unreachable);
      await expect(step.apply(service)).rejects.toEqual(unreachable);
      expect(await step.text()).toBe(text);
      await mkdir(join(step.member, 'member'), { recursive: true });
      expect(await step.token(service)).toBe(own);
    } finally {
      await dying.stop();
    }
  });
});
