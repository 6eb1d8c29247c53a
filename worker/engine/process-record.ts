import { readFileSync } from 'node:fs';
import {
  bootId,
  isAlive,
  type ProcessIdentity,
  readProcess,
} from '../../activities/process/proc.js';

/** A process as it is kept on disk: the number alone would name another one after a while. */
export interface ProcessRecord extends ProcessIdentity {
  /** Pids and start times mean nothing in another boot. */
  bootId: string;
}

/** The record of a living process; undefined if it is gone already. */
export function recordOf(pid: number): ProcessRecord | undefined {
  const found = readProcess(pid);
  return found && { pid, startTime: found.startTime, bootId: bootId() };
}

/** True while that very process lives. */
export function stillRuns(record: ProcessRecord): boolean {
  return record.bootId === bootId() && isAlive(record);
}

/**
 * The record that a file of this package's own making holds; undefined if there is none, or if it
 * names no process. Checked by hand: every command reads one, and zod takes 90 ms to load.
 */
export function readRecord<T extends ProcessRecord>(path: string): T | undefined {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8'));
    const names = Number.isInteger(record?.pid) && Number.isInteger(record.startTime);
    return names && typeof record.bootId === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}
