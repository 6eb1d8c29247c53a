import { describe, expect, it } from 'vitest';
import {
  errorsByMachine,
  gist,
  meaningOf,
  takenName,
  unmadeName,
  vagrantfilePlace,
} from '../../../../activities/tools/vagrant/failures.js';
import { errorExit, parseOutput } from '../../../../activities/tools/vagrant/machine-readable.js';
import { vagrantError } from '../../../../activities/tools/vagrant/vagrant-command.js';
import { sample } from '../../vagrant/sample.js';

const folder = { directory: '/srv/cluster' };
const recorded = (name: string) =>
  vagrantError('vagrant up', folder, {
    exitCode: 1,
    messages: parseOutput(name.endsWith('.out') ? sample(name) : ''),
    stderr: name.endsWith('.err') ? sample(name) : '',
  });

describe('what Vagrant really failed with', () => {
  it('a box that cannot be downloaded', () => {
    expect(recorded('fail-nobox-mr.out')).toMatchObject({
      code: 'vagrant.box',
      retryable: true,
      message:
        "vagrant up in /srv/cluster failed. An error occurred while downloading the remote file. Couldn't open file /lab/vf1/nobox",
    });
  });

  it('a syntax error in the Vagrantfile, with file and line', () => {
    const { code, message, retryable } = recorded('fail-syntax.err');
    expect({ code, retryable }).toEqual({ code: 'vagrant.vagrantfile', retryable: false });
    expect(message).toContain("/lab/vf2/Vagrantfile:3: syntax error, unexpected `end'");
  });

  it('a Vagrantfile that throws, with what it threw', () => {
    const { code, message } = recorded('fail-load.err');
    expect(code).toBe('vagrant.vagrantfile');
    expect(message).toContain('/lab/v/Vagrantfile: Errno::ECONNREFUSED');
  });

  it('a folder without a Vagrantfile', () => {
    expect(recorded('fail-novagrantfile.out').code).toBe('vagrant.vagrantfile');
  });

  it('a provider that is not installed, with the reason', () => {
    const { code, message, next } = recorded('fail-provider.out');
    expect(code).toBe('vagrant.provider');
    expect(message).toContain('Vagrant could not detect VirtualBox!');
    expect(next).toContain('Install that provider');
  });

  it('several machines at once, each by its name', () => {
    const exit = errorExit(parseOutput(sample('up-after-halt-mr.out')));
    const several = errorsByMachine(exit?.text ?? '');
    expect([...several.keys()]).toEqual(['core-01', 'core-02', 'core-03']);
    expect(several.get('core-02')).toContain('"lxc-start", "-d", "--name", "core-02"]');
    expect(several.get('core-02')).not.toContain('core-03');
    expect(recorded('up-after-halt-mr.out')).toMatchObject({
      code: 'vagrant.failed',
      parts: { 'core-01': 'failed', 'core-02': 'failed', 'core-03': 'failed' },
    });
  });
});

describe('what an error means', () => {
  // Texts of Vagrant 2.3.4 and vagrant-lxc 1.4.3: inside a BatchMultiError they stand without class.
  it.each([
    ['vagrant.boot', 'Timed out while waiting for the machine to boot. This means that\nVagrant'],
    ['vagrant.boot', 'The guest machine entered an invalid state while waiting for it\nto boot.'],
    [
      'vagrant.locked',
      "An action 'up' was attempted on the machine 'a',\nbut another process is already executing an action on the machine.",
    ],
    [
      'vagrant.locked',
      "in `delete': No such file or directory @ apply2files - /root/.vagrant.d/data/machine-index/f97eab68.lock (Errno::ENOENT)",
    ],
    [
      'vagrant.network',
      'The IP address configured for the host-only network is not within the\nallowed ranges.',
    ],
    ['machine.foreign', "There is container on your system with the same name you've specified"],
    ['machine.stuck', 'Your VM has become "inaccessible." Unfortunately'],
    [
      'vagrant.box',
      "The box 'nobox' could not be found or\ncould not be accessed in the remote catalog.",
    ],
    ['vagrant.provider', 'No usable default provider could be found for your system.'],
    ['vagrant.failed', 'The SSH command responded with a non-zero exit status.'],
  ])('%s by its text', (code, text) => expect(meaningOf(text).code).toBe(code));

  it('names the file that VirtualBox wants for other networks', () => {
    const { code, next } = meaningOf('', 'Vagrant::Errors::VirtualBoxInvalidHostSubnet');
    expect(code).toBe('vagrant.network');
    expect(next).toContain('/etc/vbox/networks.conf');
  });

  it('by its class before its text', () => {
    const text = "The box 'x' does not exist.";
    expect(meaningOf(text, 'Vagrant::Errors::MachineActionLockedError').code).toBe(
      'vagrant.locked',
    );
    expect(meaningOf(text, 'Vagrant::Errors::SomethingNew').code).toBe('vagrant.box');
  });
});

it('reads the name of the container that exists already', () => {
  const text =
    "There is container on your system with the same name you've specified\non your Vagrantfile (core-02), please choose a different one or\nrun `lxc-destroy --name core-02` and try again.";
  expect(takenName(text)).toBe('core-02');
  expect(takenName('Timed out')).toBeUndefined();
});

it('reads the name of the container that LXC did not make', () => {
  const text =
    'There was an error executing ["sudo", "/usr/bin/env", "lxc-create", "-B", "dir", "--template", "/usr/share/lxc-template", "--name", "core-02", "--", "--tarball", "rootfs.tar.gz"]';
  expect(unmadeName(text)).toBe('core-02');
  expect(unmadeName(text.replace('lxc-create', 'lxc-start'))).toBeUndefined();
});

it('says most of a long text in one line', () => {
  expect(gist('One thing happened. More of it\nhere.\n\nGo and look.')).toBe('One thing happened.');
  expect(gist('It failed for the reason below.\n\nDisk full')).toBe(
    'It failed for the reason below. Disk full',
  );
  expect(gist('x'.repeat(1000))).toBe(`${'x'.repeat(400)}…`);
});

it('finds no place in a text without one', () => {
  expect(vagrantfilePlace('something else')).toBeUndefined();
});

it('names the line of a fault in a Vagrantfile, and none where Vagrant mistook a digit of the path for it', () => {
  const said = (line: number) =>
    `Path: /srv/demo/Vagrantfile\nLine number: ${line}\nMessage: ArgumentError: no number`;
  expect(vagrantfilePlace(said(4))).toBe('/srv/demo/Vagrantfile:4: ArgumentError: no number');
  expect(vagrantfilePlace(said(0))).toBe('/srv/demo/Vagrantfile: ArgumentError: no number');
});
