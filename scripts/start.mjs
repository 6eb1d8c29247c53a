import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runInForeground } from './lib/run.mjs';
import { pipelineToStart } from './lib/start-pipeline.mjs';

/**
 * `npm start`: from a fresh clone to the running cluster of `pipelines/coreos/`, or where this
 * computer cannot host machines to that of `pipelines/etcd/`. A held run goes on.
 */
checkNodeVersion();
try {
  await ensureDependencies();
  await ensureBuild();
} catch (error) {
  console.error(error.message);
  process.exit(7);
}
const { pipeline, notice } = pipelineToStart();
if (notice !== undefined) console.error(notice);
process.exitCode = await runInForeground(process.execPath, [
  join(root, 'dist', 'muster.js'),
  ...['up', join(root, 'pipelines', pipeline, 'pipeline.yaml'), '--resume'],
  ...process.argv.slice(2),
]);
