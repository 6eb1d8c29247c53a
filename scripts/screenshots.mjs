import { ensureBuild } from './lib/build.mjs';
import { whyNoChromium } from './lib/chromium.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runInForeground } from './lib/run.mjs';

/**
 * `npm run screenshots`: every page of a real server, in both themes, on a telephone and on a desk,
 * into `docs/images/`.
 */
checkNodeVersion();
process.chdir(root);
await ensureDependencies();
await ensureBuild();
const reason = await whyNoChromium();
if (reason !== undefined) {
  console.error(`No pictures: ${reason}`);
  process.exit(7);
}
process.exitCode = await runInForeground(process.execPath, [
  ...['node_modules/vitest/vitest.mjs', 'run', '--project', 'screenshots'],
  ...process.argv.slice(2),
]);
