import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Place, place, told } from './told.js';

/** With the Vagrant of this computer. */
let at: Place;
beforeEach(async () => {
  at = await place();
});
afterEach(() => at.remove());

async function up(vagrantfile?: string) {
  if (vagrantfile !== undefined) await writeFile(join(at.folder, 'Vagrantfile'), vagrantfile);
  const before = await at.files();
  const environment = { host: '', variables: {} };
  const env = { value: { PATH: process.env.PATH ?? '', HOME: homedir() }, secrets: {} };
  const said = await told(at, 'vagrant.up', { directory: at.folder }, { environment, env });
  // Vagrant, and the lock on its folder, leave this behind whatever they are asked.
  expect((await at.files()).filter((name) => name !== '.vagrant')).toEqual(before);
  return said;
}

it('a Vagrantfile with a syntax error', async () => {
  const { text, retried } = await up(
    'Vagrant.configure("2") do |config|\n  config.vm.box = "coreos\nend\n',
  );
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (vagrant.up, vagrant.vagrantfile, attempt 1)
      vagrant status in /home/anna/demo failed. /home/anna/demo/Vagrantfile:3:
      unterminated string meets end of file

      Put the Vagrantfile (or the config.rb that it reads) right, then resume.
    "
  `);
  expect(retried).toBe(false);
});

it('a Vagrantfile that fails while it is read', async () => {
  const { text, retried } = await up(
    'Vagrant.configure("2") do |config|\n  config.vm.bx = 1\nend\n$n = Integer("three")\n',
  );
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (vagrant.up, vagrant.vagrantfile, attempt 1)
      vagrant status in /home/anna/demo failed. /home/anna/demo/Vagrantfile:
      ArgumentError: invalid value for Integer(): "three"

      Put the Vagrantfile (or the config.rb that it reads) right, then resume.
    "
  `);
  expect(retried).toBe(false);
});

it('a folder without a Vagrantfile', async () => {
  const { text, retried } = await up();
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (vagrant.up, vagrant.vagrantfile, attempt 1)
      vagrant status in /home/anna/demo failed. There is no Vagrantfile.

      Put the Vagrantfile (or the config.rb that it reads) right, then resume.
    "
  `);
  expect(retried).toBe(false);
});
