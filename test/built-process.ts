import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const dist = `${pathToFileURL(resolve(import.meta.dirname, '../dist')).href}/`;

/**
 * A Node process of its own, which a test may kill, that runs `code`: it may import built modules
 * by paths from the repository's root, like `./activities/x.js`.
 */
export function runBuilt(code: string): ChildProcess {
  const placed = code.replaceAll(/(from\s+)'\.\//g, `$1'${dist}`);
  return spawn(process.execPath, ['--input-type=module', '-e', placed], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
