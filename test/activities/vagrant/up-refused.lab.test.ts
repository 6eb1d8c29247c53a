import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { containers, sh, type VagrantFolder, vagrantFolder } from './real-vagrant.js';

/** Machines of other names than those that are brought up beside this. */
let folder: VagrantFolder;
beforeEach(async () => {
  folder = await vagrantFolder('vgr');
});
afterEach(() => folder.remove());

describe('vagrant.up in a folder without machines', () => {
  it('says of each that it is not created', async () => {
    expect(await folder.check()).toEqual({
      holds: false,
      why: 'vgr-01 is not created, vgr-02 is not created',
      parts: { 'vgr-01': 'not created', 'vgr-02': 'not created' },
    });
  });

  it('has nothing to take down, and asks no program', async () => {
    expect(await folder.undo()).toBe(false);
    expect(folder.last.started).toEqual([]);
  });

  it('refuses a machine that the Vagrantfile does not define, naming those that it does', async () => {
    await expect(folder.check({ machines: ['vgr-09'] })).rejects.toMatchObject({
      code: 'input.invalid',
      message: expect.stringMatching(/defines no machine vgr-09; it defines vgr-01, vgr-02/),
    });
  });

  it('refuses a Vagrant that is too old, before it looks', async () => {
    const bin = join(folder.path, 'bin');
    await mkdir(bin);
    await writeFile(join(bin, 'vagrant'), '#!/bin/sh\necho Vagrant 1.9.0\n');
    await chmod(join(bin, 'vagrant'), 0o755);
    await expect(folder.apply({}, `${bin}:${process.env.PATH}`)).rejects.toMatchObject({
      code: 'program.unsupported',
      message: 'Vagrant 1.9.0 is too old: 2.2 or later is needed.',
    });
    expect(folder.last.started).toHaveLength(1);
  });

  it("leaves a container of that name alone that was never any Vagrant's", async () => {
    await sh('lxc-create -n vgr-01 -t none');
    try {
      await expect(folder.apply({ machines: ['vgr-01'] })).rejects.toMatchObject({
        code: 'machine.foreign',
        message: expect.stringContaining('belongs to nobody that Vagrant knows of here'),
        next: expect.stringContaining('lxc-destroy -f -n vgr-01'),
      });
      expect(await containers('vgr')).toEqual(['vgr-01']);
    } finally {
      await sh('lxc-destroy -f -n vgr-01');
    }
  });
});
