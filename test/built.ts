import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hashFiles, sourceFiles } from '../scripts/lib/sources.mjs';

const dist = resolve(import.meta.dirname, '../dist');

/**
 * A file of `dist/`, to be tested in place of its sources: making it anew costs seconds.
 * @throws where the sources have changed since it was built
 */
export async function built(file: string): Promise<string> {
  const id = await sourceFiles().then(hashFiles);
  if (readBuildId() !== id) throw new Error('dist/ is not what the sources say: npm run build');
  return join(dist, file);
}

function readBuildId(): string | undefined {
  try {
    return readFileSync(join(dist, '.build-id'), 'utf8');
  } catch {
    return undefined;
  }
}
