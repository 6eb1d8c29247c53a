import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../../activities/tools/registry/registry.js';
import { tokenId } from '../../../activities/tools/registry/user-data.js';
import { startRegistry } from '../discovery/real-registry.js';
import { apart } from './apart.js';
import { containers, history, sh, type VagrantFolder, vagrantFolder } from './real-vagrant.js';

/** The life of two machines: each test takes them over as the one before left them. */
let folder: VagrantFolder;
beforeAll(async () => {
  folder = await vagrantFolder();
});
afterAll(async () => {
  await folder.undo();
  await folder.remove();
});

const up = { holds: true, parts: { 'vgt-01': 'running', 'vgt-02': 'running' } };
const userData = (token: string) => `#cloud-config\ncoreos:\n  etcd:\n    discovery: ${token}\n`;

describe('vagrant.up on real machines', () => {
  it('makes those anew that were half made when Vagrant was killed, and names the one whose provisioner fails', async () => {
    const outcome = folder.apply().then(
      () => 'came to its end',
      () => 'was lost',
    );
    await expect.poll(() => folder.last.log()).toContain('Importing');
    await expect.poll(containers).toContain('vgt-01');
    process.kill(-(folder.last.started.at(-1) ?? 0), 'SIGKILL');
    expect(await outcome).toBe('was lost');
    // What is left of one that LXC had only begun with.
    const second = '/var/lib/lxc/vgt-02';
    await sh(`lxc-destroy -f -n vgt-02 || true; rm -rf ${second}; mkdir -m 770 ${second}`);
    await sh(`install -m 000 /dev/null ${second}/partial`);

    // It fails when it has written its file, so that the file alone would tell nothing.
    const VGT_PROVISION = 'date +%s%N >/provisioned; [ "$(hostname)" != vgt-01 ]';
    await expect(folder.apply({ env: { VGT_PROVISION } })).rejects.toMatchObject({
      code: 'vagrant.failed',
      message: expect.stringContaining('vgt-01: The SSH command responded with a non-zero exit'),
      parts: { 'vgt-01': 'failed', 'vgt-02': 'running' },
    });
    expect(folder.last.log()).toMatch(
      /vgt-01 was (left half made|only begun) by an earlier attempt/,
    );
    expect(folder.last.log()).toContain('vgt-02 was only begun by an earlier attempt');
    expect(await folder.check()).toMatchObject({
      holds: false,
      why: 'vgt-01 is running, but its provisioning was cut short',
    });
  });

  it('provisions the machine again whose provisioner failed, without a restart', async () => {
    const [first, second] = [await history('vgt-01'), await history('vgt-02')];
    await folder.apply();
    expect(await folder.check()).toMatchObject({
      ...up,
      outputs: {
        addresses: [`${apart.subnet}.151`, `${apart.subnet}.152`],
        machines: [{ name: 'vgt-01', ssh: `${apart.subnet}.151:22`, user: 'core' }, {}],
      },
    });
    const provisioned = await history('vgt-01');
    expect(provisioned.booted).toBe(first.booted);
    expect(provisioned.provisioned).not.toBe(first.provisioned);
    expect(await history('vgt-02')).toEqual(second);
  });

  it('touches only the machine that was stopped', async () => {
    const before = await history('vgt-01');
    await sh('lxc-stop -k -n vgt-02');
    expect(await folder.check()).toMatchObject({ holds: false, why: 'vgt-02 is stopped' });
    await folder.apply();
    expect(folder.last.log()).not.toContain('vgt-01');
    expect(await history('vgt-01')).toEqual(before);
    expect(await folder.check()).toMatchObject(up);
  });

  it('restarts a machine whose network is gone, without provisioning it again', async () => {
    const [first, second] = [await history('vgt-01'), await history('vgt-02')];
    await sh('lxc-attach -n vgt-02 -- ip link set eth0 down');
    await folder.apply();
    expect(folder.last.log()).toContain('vgt-02: running, but ssh does not answer');
    expect(await folder.check()).toMatchObject(up);
    const restarted = await history('vgt-02');
    expect(restarted.booted).not.toBe(second.booted);
    expect(restarted.provisioned).toBe(second.provisioned);
    expect(await history('vgt-01')).toEqual(first);
  });

  it('leaves a frozen machine to a person', async () => {
    await sh('lxc-freeze -n vgt-01');
    await expect(folder.apply()).rejects.toMatchObject({
      code: 'machine.stuck',
      message: expect.stringContaining('vgt-01 is frozen'),
    });
    expect(folder.last.log()).toBe('');
    await sh('lxc-unfreeze -n vgt-01');
  });

  it('names the other folder that the machines belong to', async () => {
    const other = await vagrantFolder();
    await expect(other.apply().finally(other.remove)).rejects.toMatchObject({
      code: 'machine.foreign',
      message: expect.stringContaining(`belongs to the Vagrant folder ${folder.path}`),
    });
  });

  it('leaves a machine alone that runs and that nobody knows, even when an up was killed here', async () => {
    const [known, aside] = [join(folder.path, '.vagrant'), join(folder.path, 'aside')];
    await rename(known, aside);
    const note = { began: Date.now() - 3_600_000, creates: true, booted: false };
    await mkdir(join(known, 'muster'), { recursive: true });
    await writeFile(join(known, 'muster', 'vgt-01.json'), JSON.stringify(note));
    const taken = folder.apply({ machines: ['vgt-01'] });
    await expect(taken).rejects.toMatchObject({
      code: 'machine.foreign',
      message: expect.stringContaining('belongs to nobody that Vagrant knows of here'),
    });
    await sh(`rm -r ${known}`);
    await rename(aside, known);
    expect(await folder.check()).toMatchObject(up);
  });

  it('does not make a machine anew that could not rejoin its cluster, or while nobody can tell', async () => {
    const registry = await startRegistry();
    const token = await createToken(registry.url, 2, new AbortController().signal);
    await registry.register(tokenId(token) ?? '', 'vgt-01', 'vgt-02');
    await writeFile(join(folder.path, 'user-data'), userData(token));
    await sh('lxc-destroy -f -n vgt-02');
    await expect(folder.apply()).rejects.toMatchObject({
      code: 'member.replace',
      message: expect.stringContaining('vgt-02 was destroyed while vgt-01 lived'),
    });
    await registry.stop();
    await expect(folder.apply()).rejects.toMatchObject({ code: 'registry.unreachable' });
    expect(await containers()).toEqual(['vgt-01']);
  });

  it('makes a machine anew that never registered', async () => {
    const registry = await startRegistry();
    const token = await createToken(registry.url, 2, new AbortController().signal);
    await registry.register(tokenId(token) ?? '', 'vgt-01');
    await writeFile(join(folder.path, 'user-data'), userData(token));
    await folder.apply().finally(registry.stop);
    expect(await containers()).toEqual(['vgt-01', 'vgt-02']);
  });

  it('leaves no machine when it is taken down, even one that the Vagrantfile no longer has', async () => {
    expect(await folder.undo({ env: { VGT_COUNT: '1' } })).toBe(true);
    expect(folder.last.log()).toContain('vgt-02: no longer in the Vagrantfile');
    expect(await containers()).toEqual([]);
    expect(await folder.undo()).toBe(false);
  });
});
