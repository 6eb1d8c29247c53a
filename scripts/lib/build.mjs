import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleCommand } from './command-bundle.mjs';
import { root, runQuietly, since } from './run.mjs';
import { filesBelow, hashFiles, pageFiles, removeStaleOutputs, sourceFiles } from './sources.mjs';

const dist = join(root, 'dist');
const buildId = join(dist, '.build-id');
const bundle = join(dist, 'workflow-bundle.js');
const pageMarker = join(dist, '.page-id');

/**
 * Make `dist/` what the sources say: compiled files, the command and the workflows as bundles, the page.
 * Quiet when nothing changed. `dist/.build-id` names the build; a daemon of another one is replaced by it.
 * Throws with the compiler's whole output when it fails.
 */
export async function ensureBuild() {
  const [id, pageId] = await Promise.all([
    sourceFiles().then(hashFiles),
    pageFiles().then(hashFiles),
  ]);
  const isBuilt = (await readFile(buildId, 'utf8').catch(() => '')) === id;
  const isPageBuilt = (await readFile(pageMarker, 'utf8').catch(() => '')) === pageId;
  if (isBuilt && isPageBuilt) return;

  const startedAt = Date.now();
  process.stderr.write('Building … ');
  try {
    await mkdir(dist, { recursive: true });
    await Promise.all([
      isBuilt ? undefined : compileAll(id),
      isPageBuilt ? undefined : bundlePage(pageId),
    ]);
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
  process.stderr.write(`${since(startedAt)}\n`);
}

async function compileAll(id) {
  await Promise.all([compile().then(bundleWorkflows), bundleCommand()]);
  await writeAtomically(buildId, id);
}

/** The page; in a process of its own, so that it takes the other processor while tsc runs. */
async function bundlePage(id) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', join(root, 'ui', 'vite.config.ts')];
  const { code, output } = await runQuietly(process.execPath, args);
  if (code !== 0) throw new Error(`${output.trim()}\nThe page cannot be built.`);
  await writeAtomically(pageMarker, id);
}

async function compile() {
  await removeStaleOutputs();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const state = join(dist, '.tsbuildinfo');
  const { code, output } = await runQuietly(process.execPath, [
    ...[compiler, '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', state],
    ...(process.stderr.isTTY ? ['--pretty'] : []),
  ]);
  if (code !== 0) throw new Error(`${output.trim()}\nThe sources do not compile.`);
}

/** A prebuilt bundle has a worker ready in half a second; webpack in the worker takes two. */
async function bundleWorkflows() {
  const inputs = (
    await Promise.all(['workflows', 'language'].map((folder) => filesBelow(join(dist, folder))))
  ).flat();
  const id = await hashFiles([
    ...inputs.filter((file) => file.endsWith('.js')),
    join(dist, 'worker', 'bundle-options.js'),
    join(root, 'package-lock.json'),
  ]);
  const marker = join(dist, '.bundle-id');
  if ((await readFile(marker, 'utf8').catch(() => '')) === id) return;

  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { bundleOptions } = await import(join(dist, 'worker', 'bundle-options.js'));
  const messages = [];
  const keep = (message) => messages.push(message);
  const drop = () => {};
  const logger = { log: drop, trace: drop, debug: drop, info: drop, warn: keep, error: keep };
  const options = { ...bundleOptions(join(dist, 'workflows')), logger };
  const { code } = await bundleWorkflowCode(options).catch((error) => {
    throw new Error(
      `${messages.join('\n')}\n${error.message}\nThe workflow bundle cannot be made.`,
    );
  });
  await writeAtomically(bundle, code);
  await writeAtomically(marker, id);
}

async function writeAtomically(file, content) {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}
