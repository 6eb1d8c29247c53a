import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from './run.mjs';

/** The folders of tsconfig.json's `include`: what becomes `dist/`. */
export const folders = [
  'activities',
  'cli',
  'client',
  'contract',
  'language',
  'server',
  'worker',
  'workflows',
];

/** Files below a folder, sorted; none where there is no such folder. */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** SHA-256 over the names and contents of files. */
export async function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file);
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Every file whose change asks for another build. */
export async function sourceFiles() {
  const below = await Promise.all(folders.map((folder) => filesBelow(join(root, folder))));
  const alone = ['package.json', 'package-lock.json', 'tsconfig.json'];
  const scripts = ['build.mjs', 'command-bundle.mjs'].map((name) => join('scripts', 'lib', name));
  return [...below.flat(), ...[...alone, ...scripts].map((file) => join(root, file))];
}

/** Every file whose change asks for another page; of other folders than these it takes types only. */
export async function pageFiles() {
  const alone = ['package-lock.json', 'tsconfig.json'].map((file) => join(root, file));
  const below = await Promise.all(['ui', 'contract'].map((name) => filesBelow(join(root, name))));
  return [...below.flat(), ...alone];
}

/** Remove from `dist/` what was compiled from a source that is gone. */
export async function removeStaleOutputs() {
  const sources = new Set((await sourceFiles()).map((file) => relative(root, file)));
  for (const folder of folders) {
    for (const output of await filesBelow(join(root, 'dist', folder))) {
      const source = relative(join(root, 'dist'), output).replace(
        /(\.d\.ts|\.js\.map|\.js)$/,
        '.ts',
      );
      if (!sources.has(source)) await rm(output);
    }
  }
}
