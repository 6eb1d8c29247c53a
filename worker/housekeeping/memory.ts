import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJson } from '../engine/write-json.js';

/** What one look at a state directory leaves for the next, in `housekeeping.json`. */
const remembered = z.object({
  /** When it was looked through last, ms. */
  at: z.number().default(0),
  /** Since when a run (the first execution of its chain) is seen to be gone, ms. */
  gone: z.record(z.string(), z.number()).default({}),
});
export type Remembered = z.infer<typeof remembered>;

const fileOf = (home: string) => join(home, 'housekeeping.json');

/** Lost, or not readable: then everything is seen for the first time. */
export async function recall(home: string): Promise<Remembered> {
  const text = await readFile(fileOf(home), 'utf8').catch(() => '{}');
  try {
    return remembered.parse(JSON.parse(text));
  } catch {
    return remembered.parse({});
  }
}

export async function remember(home: string, what: Remembered): Promise<void> {
  await writeJson(fileOf(home), what);
}
