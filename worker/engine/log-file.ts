import {
  closeSync,
  copyFileSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';

/** A log that is longer becomes `NAME.1`. */
const LIMIT = 8 * 1024 * 1024;

/** Open a log for appending, 0600; the descriptor is the caller's to close. */
export function openLog(path: string): number {
  if (logEnd(path) > LIMIT) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/**
 * The same for a log that others write, who know nothing of it: they append, so they go on at the beginning. What
 * they write within this moment is lost.
 */
export function limitLog(path: string, limit = LIMIT): void {
  if (logEnd(path) <= limit) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

/** Where a log ends now: what is written later starts there. */
export function logEnd(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines that were written after `from` (a byte offset). */
export function lastLines(path: string, from = 0, count = 5): string[] {
  return linesSince(path, from).slice(-count);
}

/** What was written after `from` (a byte offset), as far as the last 64 KiB hold it. */
export function linesSince(path: string, from: number): string[] {
  const size = logEnd(path);
  const start = Math.max(from <= size ? from : 0, size - 65_536);
  const buffer = Buffer.alloc(size - start);
  if (buffer.length === 0) return [];
  const file = openSync(path, 'r');
  try {
    readSync(file, buffer, 0, buffer.length, start);
  } finally {
    closeSync(file);
  }
  return buffer.toString('utf8').split('\n').filter(Boolean);
}
