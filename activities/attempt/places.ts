import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileName, textOfFileName } from '../../contract/file-name.js';
import type { RunReference } from '../../contract/task.js';

/** Where attempts keep things in the state directory. */

/** Records of attempts that run, one file each. */
export function attemptsFolder(home: string): string {
  return join(home, 'attempts');
}

/** Logs of a run, a folder per step. */
export function runLogsFolder(home: string, run: Pick<RunReference, 'name' | 'runId'>): string {
  return join(home, 'runs', fileName(run.name), fileName(run.runId));
}

/** Logs of a step, a file per attempt, whose names sort by time. */
export function stepLogsFolder(
  home: string,
  run: Pick<RunReference, 'name' | 'runId'>,
  step: string,
): string {
  return join(runLogsFolder(home, run), fileName(step));
}

/** In the folder of a step whose id is too long for a name: the id. */
export const idFile = 'id';

/** Have the folder of a step's logs tell the step's id, where its name does not. */
export function nameLogsFolder(folder: string, step: string): void {
  if (textOfFileName(fileName(step)) === step) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, idFile), step, { mode: 0o600 });
  } catch {
    // As a log that cannot be written: the step goes on without.
  }
}

/** `20261123T180200.123Z-2`: when an attempt began, and its number. */
export function attemptId(startedAt: Date, attempt: number): string {
  return `${startedAt.toISOString().replaceAll(/[-:]/g, '')}-${attempt}`;
}

/** What the steps of a pipeline keep between attempts: looks and runs of it share one folder. */
export function stepStateFolder(home: string, pipeline: string, directory: string): string {
  return join(home, 'steps', `${fileName(pipeline)}-${digest(directory)}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
