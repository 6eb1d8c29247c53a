import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runQuietly, since } from './run.mjs';

const marker = join(root, 'node_modules', '.muster-lock-hash');

/**
 * Install what `package-lock.json` names where `node_modules` is missing or belongs to another lock
 * file. Quiet when there is nothing to do. Throws with npm's own output when it fails.
 */
export async function ensureDependencies() {
  const lock = await readFile(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  if ((await readFile(marker, 'utf8').catch(() => '')) === hash) return;
  if (await installedByHand()) return writeFile(marker, hash);

  const startedAt = Date.now();
  process.stderr.write('Installing dependencies … ');
  const { code, output } = await runQuietly('npm', [
    'ci',
    '--include=dev',
    '--no-fund',
    '--no-audit',
  ]);
  if (code !== 0) {
    process.stderr.write('failed\n');
    throw new Error(
      `${output.trim()}\nnpm ci ended with exit code ${code}. It needs a package registry: check the network and npm's settings, then run the command again.`,
    );
  }
  await writeFile(marker, hash);
  process.stderr.write(`${since(startedAt)}\n`);
}

/** True if somebody ran npm after the lock file last changed; npm keeps its own copy of it. */
async function installedByHand() {
  const times = await Promise.all(
    ['package-lock.json', 'node_modules/.package-lock.json'].map((file) => stat(join(root, file))),
  ).catch(() => undefined);
  return times !== undefined && times[1].mtimeMs >= times[0].mtimeMs;
}
