import { parseSource } from '../source/parse.js';
import { readText } from '../source/read.js';
import { nameFrom, type Place, type Source } from '../source/source.js';
import type { Build } from './build.js';

const innerHint = 'uses names a file here: its path starts from the folder of this pipeline';

/** A file's YAML, read once. What is wrong is reported at `user`, the place that names the file. */
export async function openSource(
  file: string,
  user: Place | undefined,
  build: Build,
): Promise<Source | undefined> {
  if (build.sources.has(file)) return build.sources.get(file);
  const result = await readText(file);
  if (!('text' in result)) {
    const at = user?.value ?? { file, line: 1, column: 1, length: 1 };
    const name = user ? nameFrom(user, file) : 'this file';
    build.diagnostics.add(result.code, at, `${name} ${result.message}`, {
      hint: user && result.code === 'file.missing' ? innerHint : result.hint,
    });
    // Not remembered: each place that names it is told.
    return undefined;
  }
  build.texts.set(file, result.text);
  const source = parseSource(file, result.text, build.diagnostics);
  build.sources.set(file, source);
  return source;
}
