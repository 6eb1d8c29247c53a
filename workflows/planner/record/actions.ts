import { runLimits } from '../../../contract/limits.js';
import type { RunAction } from '../../../contract/run.js';
import type { Memory } from '../../memory.js';
import { sizeOf } from '../facts/budget.js';

/** Note who asked for what. Of the oldest of a great many only that it was asked for is kept. */
export function rememberAction(memory: Memory, action: RunAction): void {
  memory.actions.push(action);
  let size = memory.actions.reduce((sum, each) => sum + sizeOf(each), 0);
  for (let at = 0; size > runLimits.actions && at < memory.actions.length - 1; at++) {
    const full = memory.actions[at];
    if (full?.steps === undefined && full?.reason === undefined) continue;
    const { steps: _, reason: __, ...brief } = full;
    memory.actions[at] = brief;
    size += sizeOf(brief) - sizeOf(full);
  }
}
