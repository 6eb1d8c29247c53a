import { randomBytes } from 'node:crypto';
import { chown, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Give a file new content in one step: whoever reads it, and whatever happens, finds all of the old
 * or all of the new. Mode and owner stay as they are unless a mode is given; a link is followed.
 *
 * Not by write-file-atomic, which takes no notice of a write that came short: on a disk that runs
 * full in the middle it would put half a file in place.
 *
 * @throws the system's error; the old file is then as it was
 */
export async function replaceFile(
  path: string,
  content: Buffer,
  options: { mode?: number | undefined } = {},
): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const old = await stat(target).catch(() => undefined);
  const mode = options.mode ?? (old && old.mode & 0o7777);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode ?? 0o666);
    try {
      await file.writeFile(content);
      // Beyond what the umask left; on the disk before it takes the name.
      if (mode !== undefined) await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    // Only root may give files away; for others it is theirs from now on.
    if (old) await chown(temporary, old.uid, old.gid).catch(() => undefined);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** So that the new name outlives a power failure, where the file system has such a thing. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
