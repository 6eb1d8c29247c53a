import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EngineError } from './engine.js';

/**
 * A file that only its owner reads, made at first use and never changed: whoever comes first
 * decides its content, everybody gets the same.
 * @throws EngineError if others may read it, or if it is empty; Error if it cannot be read or made.
 */
export async function privateFile(path: string, content: () => string): Promise<string> {
  for (;;) {
    const found = await readPrivate(path);
    if (found !== undefined) return found;
    await createOnce(path, content());
  }
}

/**
 * What such a file holds; undefined where there is none.
 * @throws EngineError if others may read it, or if it is empty
 */
export async function readPrivate(path: string): Promise<string | undefined> {
  const found = await Promise.all([stat(path), readFile(path, 'utf8')]).catch((error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  const [{ mode, uid }, text] = found;
  // Root can read what is somebody else's, who could then give orders in root's name.
  if (![process.getuid?.(), 0].includes(uid)) {
    const next = 'Remove it, or name another folder in MUSTER_HOME.';
    throw new EngineError(`${path} belongs to another user.`, next);
  }
  if ((mode & 0o077) !== 0) {
    const next = `Remove it if somebody may have seen it, else: chmod 600 ${path}`;
    throw new EngineError(`${path} may be read by others (its mode must be 0600).`, next);
  }
  if (text.trim() === '') {
    const next =
      'Put its content back from a copy, or remove it: then a new one is made, and what stands on the old one is lost.';
    throw new EngineError(`${path} is empty.`, next);
  }
  return text;
}

/** Linking a finished file is atomic and fails where one exists: no reader sees half a file. */
async function createOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
