import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository's folder: this file runs from `test/`, and compiled from below `dist/`. */
const root = rootAbove(import.meta.dirname);

/** The built command line. */
export const muster = join(root, 'dist', 'muster.js');

export const pipelineFile = (path: string): string => join(root, path);

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder));
}
