import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';

/**
 * What decides whether this computer can host machines.
 * @returns {{ platform: string, arch: string, debian: boolean, uid: number, username: string }}
 */
function thisComputer() {
  const { uid, username } = userInfo();
  const debian = existsSync('/etc/debian_version');
  return { platform: process.platform, arch: process.arch, debian, uid, username };
}

/** Why three real machines cannot run on a computer; undefined: they can. */
export function whyNoLab({ platform, arch, debian, uid, username } = thisComputer()) {
  if (platform !== 'linux') return `it needs Linux, this is ${platform}`;
  if (arch !== 'x64') return `it needs an x86-64 processor, this is ${arch}`;
  if (!debian) return 'it needs Debian (apt-get and its packages)';
  if (uid !== 0) return `it needs root, this is ${username}`;
  return undefined;
}
