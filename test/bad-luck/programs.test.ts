import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JsonObject } from '../../contract/plan.js';
import { type Place, place, told } from './told.js';

let at: Place;
let bin: string;
beforeEach(async () => {
  at = await place();
  bin = join(at.home, '..', 'bin');
  await mkdir(bin);
  await writeFile(join(at.folder, 'Vagrantfile'), '');
  await writeFile(join(at.folder, 'key'), '');
  await writeFile(join(at.folder, 'a.service'), '[Service]\nExecStart=/bin/true\n');
});
afterEach(() => at.remove());

/** A step whose PATH leads nowhere, as on a computer that has none of these programs. */
async function without(type: string, fields: JsonObject) {
  const before = await at.files();
  const environment = { host: '', variables: {} };
  const env = { value: { PATH: bin, HOME: at.folder }, secrets: {} };
  const said = await told(at, type, fields, { environment, env, hide: { [bin]: '/usr/bin' } });
  // Locks lie beside what they lock; Vagrant's, in the folder that Vagrant itself makes.
  const made = (await at.files()).filter((name) => !/^\.vagrant$|\.lock$/.test(name));
  expect(made).toEqual(before);
  return said;
}

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

it('Vagrant is not installed', async () => {
  const { text, retried } = await without('vagrant.up', { directory: at.folder });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (vagrant.up, program.missing, attempt 1)
      The program vagrant is not installed.

      Install it, or put it into a folder of the PATH (/usr/bin), then resume.
    "
  `);
  expect(retried).toBe(false);
});

it('fleetctl is not installed', async () => {
  const { text, retried } = await without('fleet.submit', {
    endpoint: ['http://127.0.0.1:1'],
    units: [join(at.folder, 'a.service')],
  });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (fleet.submit, program.missing, attempt 1)
      The program fleetctl is not installed.

      Install it, or put it into a folder of the PATH (/usr/bin), then resume.
    "
  `);
  expect(retried).toBe(false);
});

it('fleetctl is not installed, behind a tunnel', async () => {
  await program('sh', 'exec /bin/sh "$@"');
  const { text, retried } = await without('fleet.submit', {
    tunnel: ['127.0.0.1:1'],
    'identity-file': join(at.folder, 'key'),
    units: [join(at.folder, 'a.service')],
  });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (fleet.submit, program.missing, attempt 1)
      fleetctl list-unit-files failed. 127.0.0.1:1: no program ssh-agent

      Install it, or name it: \`fleetctl\` in the step, openssh-client for ssh-agent
      and ssh-add.
    "
  `);
  expect(retried).toBe(false);
});

it('bash, which runs scripts, is not installed', async () => {
  const { text, retried } = await without('shell', { run: 'true' });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (shell, program.missing, attempt 1)
      The program bash is not installed.

      Install it, or put it into a folder of the PATH (/usr/bin), then resume.
    "
  `);
  expect(retried).toBe(false);
});

it('Vagrant is too old', async () => {
  await program('vagrant', 'echo Vagrant 1.9.8');
  const { text, retried } = await without('vagrant.up', { directory: at.folder });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (vagrant.up, program.unsupported, attempt 1)
      Vagrant 1.9.8 is too old: 2.2 or later is needed.

      Install a newer Vagrant, then resume.
    "
  `);
  expect(retried).toBe(false);
});

it('fleetctl is one that lacks what Muster asks for', async () => {
  await program('fleetctl', 'echo "Error: unknown flag: --full" >&2; exit 0');
  const { text, retried } = await without('fleet.submit', {
    endpoint: ['http://127.0.0.1:1'],
    units: [join(at.folder, 'a.service')],
  });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (fleet.submit, program.unsupported, attempt 1)
      fleetctl list-unit-files failed. http://127.0.0.1:1: Error: unknown flag:
      --full

      This fleetctl is not the one this step was written for: use v1.0.0.
    "
  `);
  expect(retried).toBe(false);
});

it('no etcd runs', async () => {
  const nobody = 'http://127.0.0.1:41';
  const { text, retried } = await without('etcd.health', { endpoints: [nobody] });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (etcd.health, etcd.unreachable, attempt 1)
      No endpoint of etcd answers. http://127.0.0.1:41: connection refused.

      Look whether etcd runs on the machines (systemctl status etcd2) and listens
      on an address that this computer reaches (listen-client-urls).
    "
  `);
  expect(retried).toBe(true);
});
