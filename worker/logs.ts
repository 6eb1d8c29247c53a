import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileName, textOfFileName } from '../activities/attempt/places.js';

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
  /** Bytes so far. */
  size: number;
}

export interface LogQuery {
  /** Name of the run. */
  name: string;
  /** The first run of its chain, as steps know it. Default: the one that wrote last. */
  runId?: string;
  /** Instance id of a step. Default: all. */
  step?: string;
}

/** Of a file that is read in pieces, the largest piece. */
const pieceSize = 1024 * 1024;

/** Logs of a run, oldest first. None is no error: nothing may have run here yet. */
export async function listLogs(home: string, query: LogQuery): Promise<AttemptLog[]> {
  const runs = join(home, 'runs', fileName(query.name));
  const runIds = query.runId === undefined ? await names(runs) : [fileName(query.runId)];
  const all = await Promise.all(runIds.map((run) => logsOfRun(join(runs, run), query.step)));
  const latest = all.toSorted((a, b) => (a.at(-1)?.id ?? '').localeCompare(b.at(-1)?.id ?? ''));
  return latest.at(-1) ?? [];
}

async function logsOfRun(folder: string, step: string | undefined): Promise<AttemptLog[]> {
  const steps = step === undefined ? await names(folder) : [fileName(step)];
  const logs = await Promise.all(
    steps.map(async (name) => {
      const files = (await names(join(folder, name))).filter((file) => file.endsWith('.log'));
      return Promise.all(
        files.map(async (file) => {
          const path = join(folder, name, file);
          const id = file.slice(0, -'.log'.length);
          const attempt = Number(id.slice(id.lastIndexOf('-') + 1));
          return { step: textOfFileName(name), id, attempt, path, size: (await stat(path)).size };
        }),
      );
    }),
  );
  return logs.flat().toSorted((a, b) => a.id.localeCompare(b.id));
}

/**
 * Whole lines from an offset in bytes on, at most a MiB of them, and where to go on.
 * A line that is being written is left for later.
 */
export async function readLog(
  path: string,
  from = 0,
): Promise<{ lines: string[]; offset: number }> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(pieceSize);
    const { bytesRead } = await file.read(buffer, 0, pieceSize, from);
    const end = buffer.subarray(0, bytesRead).lastIndexOf('\n');
    if (end < 0) return { lines: [], offset: from };
    return { lines: buffer.toString('utf8', 0, end).split('\n'), offset: from + end + 1 };
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
  for (;;) {
    // Asked before reading, so that what was written until the abort is still told.
    const { aborted } = options.signal;
    for (const log of await listLogs(home, query)) {
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
