import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { saysSteps } from '../../language/source/says-steps.js';

/** Nobody writes a longer pipeline; other YAML is not read for it. */
const largest = 1024 * 1024;
/** Files of which is known what they are: as many are remembered. */
const kept = 5_000;
/** By its path: whether it was one when it was last changed. */
const known = new Map<string, { stamp: string; is: boolean }>();

/**
 * Whether a file is a pipeline: by its name, or because its YAML says what steps there are, however that
 * is written. A broken one is one too, as far as can be told.
 */
export async function isPipeline(path: string): Promise<boolean> {
  if (!/\.ya?ml$/.test(path)) return false;
  if (/^pipeline\.ya?ml$/.test(basename(path))) return true;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.size > largest) return false;
  const stamp = `${found.mtimeMs} ${found.size} ${found.ino}`;
  const before = known.get(path);
  if (before?.stamp === stamp) return before.is;
  const text = await readFile(path, 'utf8').catch(() => '');
  const is = saysSteps(text);
  const [oldest] = known.keys();
  if (known.size >= kept && oldest !== undefined) known.delete(oldest);
  known.set(path, { stamp, is });
  return is;
}
