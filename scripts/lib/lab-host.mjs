import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

/** Why three real machines cannot run on this computer; undefined: they can. */
export function whyNoLab() {
  if (process.platform !== 'linux') return `it needs Linux, this is ${process.platform}`;
  if (process.arch !== 'x64') return `it needs an x86-64 processor, this is ${process.arch}`;
  if (!existsSync('/etc/debian_version')) return 'it needs Debian (apt-get and its packages)';
  if (userInfo().uid !== 0) return `it needs root, this is ${userInfo().username}`;
  return undefined;
}
