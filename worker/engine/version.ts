import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder: sources lie in folders of it, built files in `dist/`. */
const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}

/** The built command: what a daemon in the background runs. */
export const cliEntry = join(packageRoot, 'dist', 'muster.js');
/** The pipelines that come with the package, a folder each. */
export const shippedPipelines = join(packageRoot, 'pipelines');
/** The built page. */
export const builtPage = join(packageRoot, 'dist', 'ui');
/** The prebuilt workflows. */
export const workflowBundle = join(packageRoot, 'dist', 'workflow-bundle.js');

/**
 * Version of the package, and of its build: `0.1.0+3fa9c2d1e0b4`. A checkout that was built anew is
 * another version, so that its commands do not talk to a daemon of old code.
 */
export function ownVersion(root: string = packageRoot): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const buildId = join(root, 'dist', '.build-id');
  if (!existsSync(buildId)) return String(version);
  return `${version}+${readFileSync(buildId, 'utf8').trim().slice(0, 12)}`;
}
