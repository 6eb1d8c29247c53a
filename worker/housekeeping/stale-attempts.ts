import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecords } from '../../activities/attempt/attempt-record.js';
import { attemptsFolder } from '../../activities/attempt/places.js';
import { namesIn } from './names-in.js';

/**
 * Remove what kills have left in the folder of attempts and no worker will look for: half-written records, and
 * folders whose record is gone. Records themselves are the next worker's to deal with.
 */
export async function removeStaleAttempts(home: string, before: number): Promise<void> {
  const folder = attemptsFolder(home);
  const records = readRecords(folder).map(({ file }) => file);
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if (records.includes(path) || records.includes(`${path}.json`)) continue;
    const written = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (written !== undefined && written < before) await rm(path, { recursive: true, force: true });
  }
}
