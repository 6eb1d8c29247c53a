import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runInForeground } from './lib/run.mjs';

/** `npm start`: from a fresh clone to the running cluster of `pipelines/coreos/`. */
checkNodeVersion();
try {
  await ensureDependencies();
  await ensureBuild();
} catch (error) {
  console.error(error.message);
  process.exit(7);
}
process.exitCode = await runInForeground(process.execPath, [
  join(root, 'dist', 'cli', 'main.js'),
  ...['up', join(root, 'pipelines', 'coreos', 'pipeline.yaml'), ...process.argv.slice(2)],
]);
