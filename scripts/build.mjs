import { ensureBuild } from './lib/build.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';

checkNodeVersion();
await ensureBuild().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
