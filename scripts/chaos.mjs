import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runInForeground } from './lib/run.mjs';

/**
 * `npm run chaos -- --kills 300 --seed N [--out DIR] [--only shell|etcd|lab]`: kills parts of Muster
 * while pipelines run, and compares what was done with an undisturbed run. Ends with 1 if anything
 * was lost or done twice. What is in DIR already is not done again.
 */
checkNodeVersion();
await ensureBuild();
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = await runInForeground(process.execPath, [
  ...[compiler, '-p', join(root, 'test', 'chaos', 'tsconfig.json')],
]);
process.exitCode =
  compiled ||
  (await runInForeground(process.execPath, [
    join(root, 'dist', 'chaos', 'test', 'chaos', 'main.js'),
    ...process.argv.slice(2),
  ]));
