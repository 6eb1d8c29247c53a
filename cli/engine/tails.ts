import type { RunView } from '../../contract/run.js';
import { allSteps } from '../../contract/words.js';
import { listLogs, readLog } from '../../worker/logs.js';

const lookEvery = 250;
/** Bytes in which the last line is looked for; of a longer one the end is enough. */
const tailBytes = 4096;

/** Watches the logs of what runs on this computer. */
export interface TailWatch {
  /** The run as it is now: which steps are worth a look. */
  see(view: RunView): void;
  end(): void;
}

/** Tells the last output line of each running step, whenever it has changed. */
export function watchTails(home: string, tell: (step: string, line: string) => void): TailWatch {
  const told = new Map<string, string>();
  let view: RunView | undefined;
  let looking = false;

  async function look(): Promise<void> {
    if (view === undefined || looking) return;
    looking = true;
    try {
      for (const { id, state } of allSteps(view)) {
        const line = state === 'running' ? await lastLine(home, view, id) : undefined;
        if (line === undefined || told.get(id) === line) continue;
        told.set(id, line);
        tell(id, line);
      }
    } catch {
      // A log that cannot be read (it was removed this moment) is looked at again in a moment.
    } finally {
      looking = false;
    }
  }

  const timer = setInterval(() => void look(), lookEvery);
  return {
    see(next) {
      view = next;
    },
    end: () => clearInterval(timer),
  };
}

/** The last line of a step's newest attempt that is not one of Muster's own notes (`# …`). */
export async function lastLine(
  home: string,
  { name, runId }: Pick<RunView, 'name' | 'runId'>,
  step: string,
): Promise<string | undefined> {
  const newest = (await listLogs(home, { name, runId, step })).at(-1);
  if (newest === undefined) return undefined;
  const { lines } = await readLog(newest.path, Math.max(0, newest.size - tailBytes));
  return lines.findLast((line) => line.trim() !== '' && !line.startsWith('# '));
}
