import { readFileSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import {
  bootId,
  isAlive,
  type ProcessIdentity,
  readProcess,
} from '../../activities/process/proc.js';

/** A process as it is kept on disk: the number alone would name another one after a while. */
export const processRecord = z.object({
  pid: z.int().positive(),
  /** Clock ticks from boot to its start. */
  startTime: z.number(),
  bootId: z.string(),
});
export type ProcessRecord = z.infer<typeof processRecord>;

/** The record of a living process; undefined if it is gone already. */
export function recordOf(pid: number): ProcessRecord | undefined {
  const found: ProcessIdentity | undefined = readProcess(pid);
  return found && { pid, startTime: found.startTime, bootId: bootId() };
}

/** True while that very process lives. */
export function stillRuns(record: ProcessRecord): boolean {
  return record.bootId === bootId() && isAlive(record);
}

/** What a JSON file says; undefined if there is none, or if it is not of that shape. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Written whole or not at all, readable for the owner only. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
