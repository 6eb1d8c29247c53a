import type { RunSummary } from '../../contract/run.js';
import type { Style } from '../terminal/style.js';
import { oneLine } from '../terminal/text.js';
import { paintRun } from './frame.js';
import { table } from './table.js';
import { dateAndTime, duration, elapsed } from './time.js';

/** `muster runs`: a line a run, newest first. */
export function runsLines(runs: RunSummary[], now: number, style: Style): string[] {
  const rows = runs.map((run) => [
    oneLine(run.name),
    oneLine(run.pipeline),
    run.mode,
    paintRun(run.state, style),
    dateAndTime(run.startedAt),
    duration(elapsed(run, now) ?? 0),
  ]);
  const head = ['NAME', 'PIPELINE', 'MODE', 'STATE', 'STARTED', 'TOOK'];
  return table(rows, { width: style.width, head: head.map(style.colors.dim) });
}
