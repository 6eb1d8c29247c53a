import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * A file that only its owner reads, made at first use and never changed: whoever comes first
 * decides its content, everybody gets the same.
 * @throws Error if others may read it, or if it cannot be read or made.
 */
export async function privateFile(path: string, content: () => string): Promise<string> {
  for (;;) {
    const found = await readPrivate(path);
    if (found !== undefined) return found;
    await createOnce(path, content());
  }
}

async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const [{ mode, uid }, text] = await Promise.all([stat(path), readFile(path, 'utf8')]);
    // Root can read what is somebody else's, who could then give orders in root's name.
    const ours = [process.getuid?.(), 0].includes(uid);
    if (!ours)
      throw new Error(
        `${path} belongs to another user. Remove it, or name another folder in MUSTER_HOME.`,
      );
    if ((mode & 0o077) === 0) return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  throw new Error(
    `${path} may be read by others (its mode must be 0600). Remove it if somebody may have seen it, else: chmod 600 ${path}`,
  );
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
