import type { ErrorCode } from '../../../contract/error-codes.js';
import { shortened } from '../shortened.js';

/** What a failure of Vagrant means. */
export interface Meaning {
  code: ErrorCode;
  next: string;
}

interface Rule extends Meaning {
  /** Names of Vagrant's error classes. */
  classes: RegExp;
  /** Their texts: all that is left of a class when several machines fail at once. */
  text: RegExp;
}

/** Vagrant ends every error with exit code 1: class and text are all there is to tell them apart. */
const rules: Rule[] = [
  {
    code: 'vagrant.vagrantfile',
    classes:
      /^(Vagrantfile\w+|NoEnvironmentError|EnvironmentNonExistentCWD|ConfigInvalid|MachineNotFound|VagrantVersionBad|NetworkAddressInvalid)$/,
    text: /syntax error in the following Vagrantfile|error loading a Vagrantfile|A Vagrant environment or target machine is required|errors in the configuration of this machine|was not found configured for\s+this Vagrant environment/,
    next: 'Put the Vagrantfile (or the config.rb that it reads) right, then resume.',
  },
  {
    code: 'vagrant.provider',
    classes:
      /^(Provider(NotUsable|NotFound\w*|NotInstalled|CantInstall)|NoDefaultProvider|Lxc\w+|RedirNotInstalled|VBoxManageNotFoundError|VirtualBox(NotDetected|VersionInvalid|KernelModuleNotLoaded|UserMissing))$/,
    text: /that was requested to back the machine|requested to\s+back the machine|No usable default provider|could not detect VirtualBox|`lxc` package does not seem/,
    next: 'Install that provider, or name another one in `provider`, then resume.',
  },
  {
    code: 'vagrant.network',
    classes: /^VirtualBoxInvalidHostSubnet$/,
    text: /host-only network is not within the\s+allowed ranges/,
    next: 'VirtualBox allows only 192.168.56.0/21 by itself: write `* 172.17.8.0/24` (the network of the machines) into /etc/vbox/networks.conf, then resume.',
  },
  {
    code: 'vagrant.box',
    classes: /^(Box\w+|Downloader\w+|RootFSTarballMissing|TemplateFileMissing|IncompatibleBox)$/,
    text: /downloading the remote file|The box '[^']*' (could not be found|does not exist|isn't installed)|remote catalog|base box you are trying to use is not compatible/,
    next: 'Check the name of the box and its address (`vagrant box list` shows those that are here), then resume.',
  },
  {
    code: 'vagrant.locked',
    classes: /^(MachineActionLockedError|MachineLocked|EnvironmentLockedError)$/,
    text: /another process is already executing an action|because it is locked!|held by another instance of Vagrant|machine-index\/\w+\.lock/,
    next: 'Wait until the other Vagrant in this folder has ended, then resume.',
  },
  {
    code: 'machine.foreign',
    classes: /^(ContainerAlreadyExists|VMNameExists|VirtualBoxNameExists)$/,
    text: /container on your system with the same name|VirtualBox machine with the name '[^']*' already exists|reporting another VM with that name/,
    next: 'Take that machine down where it belongs, or give the machines of this folder other names.',
  },
  {
    code: 'machine.stuck',
    classes: /^VMInaccessible$/,
    text: /Your VM has become "inaccessible\."/,
    next: "Mend or remove the machine with the provider's own tools, then resume.",
  },
  {
    code: 'vagrant.boot',
    classes: /^(VMBootTimeout|VMBootBadState|SSHNotReady)$/,
    text: /Timed out while waiting for the machine to boot|invalid state while waiting for it\s+to boot|not yet ready for SSH/,
    next: 'Resume: the next attempt restarts the machine; those that run are left alone.',
  },
];

const other: Meaning = {
  code: 'vagrant.failed',
  next: 'Read the last lines of the log, then resume: machines that run are left alone.',
};

/** What an error of Vagrant means, told by its class if known, else by its text. */
export function meaningOf(text: string, errorClass?: string): Meaning {
  const name = errorClass?.split('::').at(-1);
  const rule =
    (name === undefined ? undefined : rules.find(({ classes }) => classes.test(name))) ??
    rules.find((each) => each.text.test(text));
  return rule ? { code: rule.code, next: rule.next } : other;
}

/** What each machine failed with, from the text of a BatchMultiError. */
export function errorsByMachine(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const head =
    /error (?:occurred while )?executing the action on the\s+'([^']+)'\s+machine\.[^:]*:/g;
  const heads = [...text.matchAll(head)];
  for (const [index, match] of heads.entries()) {
    const end = heads[index + 1]?.index ?? text.length;
    const body = text.slice(match.index + match[0].length, end);
    // The next one's first words stand before its match: "An ", "An unexpected ".
    found.set(match[1] ?? '', body.replace(/\s+An(?: unexpected)?\s*$/, '').trim());
  }
  return found;
}

/** The name of the container that exists already, from Vagrant's text. */
export function takenName(text: string): string | undefined {
  return /lxc-destroy --name (\S+?)`/.exec(text)?.[1] ?? /with the name '([^']+)'/.exec(text)?.[1];
}

/** The name of the container that LXC did not make, from Vagrant's text. */
export function unmadeName(text: string): string | undefined {
  return /"lxc-create",.*?"--name", "([^"]+)"/s.exec(text)?.[1];
}

/** One line that says most of a long text: its first sentence, and what that announces. */
export function gist(text: string): string {
  if (/A Vagrant environment or target machine is required/.test(text)) {
    return 'There is no Vagrantfile.';
  }
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
  const start = paragraphs[0] ?? '';
  const first = start.replace(/(?<=[a-z\])"'][.!]) .*$/, '');
  const last = /\bbelow\b|following/.test(start) ? paragraphs.slice(1).at(-1) : undefined;
  return shortened([first, last ?? ''].join(' ').trim(), 400);
}

/** `file:line: message` of a Vagrantfile that cannot be loaded, from Vagrant's text. */
export function vagrantfilePlace(text: string): string | undefined {
  const syntax = /^(\/.+?:\d+: .+)$/m.exec(text)?.[1];
  if (syntax !== undefined) return syntax;
  const [, path, line, message] =
    /^Path: (.+)\nLine number: (\d+)\nMessage: (.+)$/m.exec(text) ?? [];
  if (path === undefined) return undefined;
  return `${path}${line === '0' ? '' : `:${line}`}: ${message}`;
}
