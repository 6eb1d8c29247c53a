/**
 * A log is one file, `ID.log`, until it is longer than its head. What follows goes into pieces
 * beside it, `ID.log.OFFSET`, of which the oldest is removed as soon as the others hold the tail.
 * Offsets count all bytes that were ever written, so a reader can tell how much is left out.
 */
export interface LogSizes {
  /** Bytes that are kept of the beginning. */
  head: number;
  /** Bytes that are kept at least of the end. */
  tail: number;
  /** Bytes of one piece of the end. */
  piece: number;
}

const mebibyte = 1024 * 1024;

/** A step that prints without end costs at most 36 MiB an attempt. */
export const logSizes: LogSizes = { head: 16 * mebibyte, tail: 16 * mebibyte, piece: 4 * mebibyte };

/** The file of a log's piece that begins at an offset; the first is the log itself. */
export function pieceOf(log: string, start: number): string {
  return start === 0 ? log : `${log}.${start}`;
}

/** Offsets at which the pieces of a log begin, from the names of the files in its folder. */
export function pieceStarts(log: string, names: readonly string[]): number[] {
  return names
    .filter((name) => name.startsWith(`${log}.`) && /^\d+$/.test(name.slice(log.length + 1)))
    .map((name) => Number(name.slice(log.length + 1)))
    .concat(names.includes(log) ? [0] : [])
    .sort((a, b) => a - b);
}

/** What stands where a part of the log was removed. */
export function leftOut(bytes: number): string {
  return `# ${(bytes / mebibyte).toFixed(1)} MiB of output are left out here`;
}
