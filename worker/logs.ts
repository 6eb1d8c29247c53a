import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { leftOut, pieceOf, pieceStarts } from '../activities/attempt/log-pieces.js';
import { idFile } from '../activities/attempt/places.js';
import { fileName, textOfFileName } from '../contract/file-name.js';
import { pipelineNamePattern } from '../language/names.js';

/** The logs of attempts on this computer, for those who read them: masked when they were written. */

/** The log of one attempt. */
export interface AttemptLog {
  /** Instance id of the step. */
  step: string;
  /** Sorts by time: `20261123T180200.123Z-2`. */
  id: string;
  /** Number of the attempt, from 1. */
  attempt: number;
  path: string;
  /** Bytes so far, those included that were removed again of a very long one. */
  size: number;
}

export interface LogQuery {
  /** Name of the run. */
  name: string;
  /** The first run of its chain, as steps know it. Default: the one that wrote last, whatever step. */
  runId?: string;
  /** Instance id of a step. Default: all. */
  step?: string;
}

/** Of a file that is read in pieces, the largest piece. */
const pieceSize = 1024 * 1024;

/** Logs of a run, oldest first. None is no error: nothing may have run here yet. */
export async function listLogs(home: string, query: LogQuery): Promise<AttemptLog[]> {
  const runs = join(home, 'runs', fileName(query.name));
  const run = query.runId === undefined ? await latestRun(runs) : fileName(query.runId);
  return run === undefined ? [] : logsOfRun(join(runs, run), query.step);
}

async function latestRun(runs: string): Promise<string | undefined> {
  const found = await Promise.all(
    (await names(runs)).map(async (name) => {
      const logs = await logsOfRun(join(runs, name), undefined);
      return { name, last: logs.at(-1)?.id ?? '' };
    }),
  );
  return found.toSorted((a, b) => a.last.localeCompare(b.last)).at(-1)?.name;
}

/** Names of runs that left logs on this computer; looks aside. */
export async function runNames(home: string): Promise<string[]> {
  const all = (await names(join(home, 'runs'))).map(textOfFileName);
  return all.filter((name) => pipelineNamePattern.test(name)).sort();
}

async function logsOfRun(folder: string, step: string | undefined): Promise<AttemptLog[]> {
  const steps = step === undefined ? await names(folder) : [fileName(step)];
  const logs = await Promise.all(
    steps.map(async (name) => {
      const files = await names(join(folder, name));
      const id = step ?? (files.includes(idFile) ? await idIn(join(folder, name)) : undefined);
      const own = id ?? textOfFileName(name);
      return Promise.all(
        files
          .filter((file) => file.endsWith('.log'))
          .map(async (file) => {
            const path = join(folder, name, file);
            const id = file.slice(0, -'.log'.length);
            const attempt = Number(id.slice(id.lastIndexOf('-') + 1));
            const last = pieceStarts(file, files).at(-1) ?? 0;
            const size = last + (await stat(pieceOf(path, last))).size;
            return { step: own, id, attempt, path, size };
          }),
      );
    }),
  );
  return logs.flat().toSorted((a, b) => a.id.localeCompare(b.id));
}

/** The id of a step that is too long for its folder's name. */
async function idIn(folder: string): Promise<string | undefined> {
  return readFile(join(folder, idFile), 'utf8').catch(() => undefined);
}

/**
 * Whole lines from an offset in bytes on, one or two MiB of them at most, and where to go on.
 * A line that is being written is left for later; where a part of a long log was removed, a line
 * says so.
 */
export async function readLog(
  path: string,
  from = 0,
): Promise<{ lines: string[]; offset: number }> {
  const starts = pieceStarts(basename(path), await names(dirname(path)));
  const at = Math.max(
    0,
    starts.findLastIndex((start) => start <= from),
  );
  const start = starts[at] ?? 0;
  const next = starts[at + 1];
  let found: { lines: string[]; bytes: number };
  try {
    found = await readPiece(pieceOf(path, start), from - start);
  } catch (error) {
    // The oldest piece of the end may be removed while somebody reads it.
    if (start === 0 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return readLog(path, from);
  }
  const offset = from + found.bytes;
  if (offset === next) {
    const more = await readLog(path, next);
    return { lines: [...found.lines, ...more.lines], offset: more.offset };
  }
  if (found.bytes > 0 || next === undefined) return { lines: found.lines, offset };
  return { lines: [leftOut(next - from)], offset: next };
}

async function readPiece(path: string, from: number): Promise<{ lines: string[]; bytes: number }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(pieceSize, size - from)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    const end = buffer.subarray(0, bytesRead).lastIndexOf('\n');
    if (end < 0) return { lines: [], bytes: 0 };
    return { lines: buffer.toString('utf8', 0, end).split('\n'), bytes: end + 1 };
  } finally {
    await file.close();
  }
}

/** A piece of a log that follows what was told before. */
export interface LogPiece {
  log: AttemptLog;
  lines: string[];
  /** Where the piece ends, in bytes. */
  offset: number;
}

/**
 * What is in the logs of a run, and then what comes, new attempts and steps included, until the
 * signal is aborted. `after` says how much of a log (by its path) is known already.
 */
export async function* followLogs(
  home: string,
  query: LogQuery,
  options: { signal: AbortSignal; everyMs?: number; after?: ReadonlyMap<string, number> },
): AsyncGenerator<LogPiece> {
  const offsets = new Map(options.after);
  /** Sizes up to which logs were read: one that has not grown holds nothing new. */
  const sizes = new Map<string, number>();
  for (;;) {
    // Asked before reading, so that what was written until the abort is still told.
    const { aborted } = options.signal;
    for (const log of await listLogs(home, query)) {
      if (sizes.get(log.path) === log.size) continue;
      sizes.set(log.path, log.size);
      for (;;) {
        const known = offsets.get(log.path) ?? 0;
        const { lines, offset } = await readLog(log.path, known);
        if (lines.length === 0) break;
        offsets.set(log.path, offset);
        yield { log, lines, offset };
      }
    }
    if (aborted) return;
    await wait(options.everyMs ?? 250, undefined, { signal: options.signal }).catch(() => {});
  }
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
