import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fileName,
  runLogsFolder,
  stepLogsFolder,
  textOfFileName,
} from '../activities/attempt/places.js';
import type { RunReference } from '../activities/contract/task.js';

/** The logs of attempts on this computer, for those who read them: masked when they were written. */

type Run = Pick<RunReference, 'name' | 'runId'>;

/** The log of one attempt. */
export interface AttemptLog {
  /** Instance id of the step. */
  step: string;
  /** ISO time. */
  startedAt: string;
  /** From 1. */
  attempt: number;
  /** Of the file: whole lines are appended to it. */
  path: string;
}

/** Of a log, what is read to find its last line. */
const endBytes = 32 * 1024;

/** Logs of a run or of one of its steps, oldest first. None is no error: nothing may have run here. */
export async function attemptLogs(home: string, run: Run, step?: string): Promise<AttemptLog[]> {
  const steps = step === undefined ? await names(runLogsFolder(home, run)) : [fileName(step)];
  const logs = await Promise.all(
    steps.map((name) => logsOfStep(home, run, textOfFileName(name), name)),
  );
  return logs.flat().toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}

async function logsOfStep(
  home: string,
  run: Run,
  step: string,
  name: string,
): Promise<AttemptLog[]> {
  const folder = join(runLogsFolder(home, run), name);
  const files = await names(folder);
  return files.flatMap((file) => {
    const facts = readName(file);
    return facts ? [{ step, ...facts, path: join(folder, file) }] : [];
  });
}

/** `20261123T180200.123Z-2.log`: when the attempt began, and its number. */
function readName(file: string): { startedAt: string; attempt: number } | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d{3}Z)-(\d+)\.log$/.exec(file);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, seconds, attempt] = match;
  return {
    startedAt: `${year}-${month}-${day}T${hour}:${minute}:${seconds}`,
    attempt: Number(attempt),
  };
}

/** The last whole line that a step's programs wrote in its newest attempt; notes (`# …`) are none. */
export async function lastLogLine(
  home: string,
  run: Run,
  step: string,
): Promise<string | undefined> {
  const folder = stepLogsFolder(home, run, step);
  const newest = (await names(folder))
    .filter((file) => readName(file))
    .toSorted()
    .at(-1);
  if (newest === undefined) return undefined;
  const text = await endOf(join(folder, newest));
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return whole.findLast((line) => line.trim() !== '' && !line.startsWith('# '));
}

async function endOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - endBytes);
    const buffer = Buffer.alloc(size - start);
    await file.read(buffer, 0, buffer.length, start);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
