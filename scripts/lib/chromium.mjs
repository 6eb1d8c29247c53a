import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly } from './run.mjs';

/** Chromium as Debian and others call it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium on the PATH, if there is one. */
export function findChromium(env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

/**
 * See to it that there is a Chromium: Debian's own package, where this user may install it.
 * Resolves to why there is none, if so.
 */
export async function whyNoChromium() {
  if (findChromium() !== undefined) return undefined;
  if (!existsSync('/etc/debian_version')) {
    return 'there is no Chromium on the PATH; install it';
  }
  if (process.getuid?.() !== 0) {
    return 'there is no Chromium on the PATH; as root: apt-get install chromium';
  }
  console.log('Installing chromium …');
  const { code, output } = await runQuietly('sh', [
    '-c',
    'apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium',
  ]);
  if (code === 0 && findChromium() !== undefined) return undefined;
  return `apt-get install chromium failed: ${output.trim().split('\n').at(-1)}`;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
