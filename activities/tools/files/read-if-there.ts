import { readFile } from 'node:fs/promises';

/** A file's content; undefined where there is none. @throws the system's other errors */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
