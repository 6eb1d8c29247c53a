import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './run.mjs';
import { filesBelow } from './sources.mjs';

const dist = join(root, 'dist');

/** Packages that ask where they lie (native ones, `__filename`), or that need one copy a process. */
const apart = [
  ...['activity', 'client', 'common', 'envconfig', 'proto', 'worker', 'workflow'].map(
    (name) => `@temporalio/${name}`,
  ),
  'etcd3',
  'protobufjs',
  'write-file-atomic',
];

/**
 * The command in few files, `dist/muster.js` and its parts in `dist/muster/`: Node looks for each
 * module on its own, and the command has 600 of them. With it the licences of what is in it.
 * Removes the parts of an earlier build.
 */
export async function bundleCommand() {
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    ssr: { target: 'node', noExternal: true, external: apart },
    build: {
      ssr: true,
      outDir: dist,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      license: { fileName: 'muster/licenses.md' },
      rolldownOptions: {
        input: { muster: join(root, 'cli', 'main.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'muster/[name]-[hash].js' },
      },
    },
  });
  const made = new Set(output.map(({ fileName }) => join(dist, fileName)));
  const found = await filesBelow(join(dist, 'muster'));
  await Promise.all(found.filter((file) => !made.has(file)).map((file) => rm(file)));
  await chmod(join(dist, 'muster.js'), 0o755);
}
