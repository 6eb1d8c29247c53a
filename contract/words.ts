import type { Attempt } from './history.js';
import { unhandled } from './outcome-of.js';
import type { RunAction, RunMode, RunState, RunStateName, StepChange, StepView } from './run.js';
import type { Wait } from './waits.js';

/** What states are called, in the command and on the page. Plain constants: the page takes them too. */

export const runStateWords: Record<RunStateName, string> = {
  running: 'running',
  held: 'held',
  'waiting-approval': 'waits for approval',
  paused: 'paused',
  succeeded: 'succeeded',
  failed: 'failed',
  aborted: 'aborted',
};

export const runModeWords: Record<RunMode, string> = {
  up: 'bring up',
  look: 'look',
  down: 'take down',
};

const stepChangeWords: Record<StepChange, string> = {
  unchanged: 'unchanged',
  changed: 'changed',
  reused: 'reused',
  'done-by-hand': 'done by hand',
  undone: 'taken down',
  'nothing-to-undo': 'nothing to take down',
  'to-do': 'to do',
  'always-runs': 'always runs',
  'known-after-apply': 'known after apply',
  unknown: 'could not be checked',
};

/** Whether nothing had to be done for a step that is done. */
export function isUntouched(change: StepChange | undefined): boolean {
  return change !== undefined && untouched.has(change);
}

const untouched: ReadonlySet<StepChange> = new Set([
  'unchanged',
  'reused',
  'done-by-hand',
  'nothing-to-undo',
]);

/** What came of an attempt. */
export const outcomeWords: Record<NonNullable<Attempt['outcome']>, string> = {
  unchanged: 'unchanged',
  changed: 'changed',
  'to-do': 'does not hold',
  undone: 'taken down',
  'nothing-to-undo': 'nothing to take down',
  failed: 'failed',
  cancelled: 'cancelled',
  lost: 'lost its worker',
};

/** What people did. */
export const verbWords: Record<RunAction['verb'], string> = {
  resume: 'resumed',
  skip: 'skipped',
  abort: 'aborted',
  approve: 'approved',
  reject: 'rejected',
  pause: 'paused',
  revise: 'resumed with a corrected pipeline',
};

/** How a step came to hold; of one that an old run tells nothing of, that it is done. */
export function changeWord(change: StepChange | undefined): string {
  return change === undefined ? 'done' : stepChangeWords[change];
}

/** What a step that is done is called: how it came to hold, or who approved. */
export function doneWord({ type, change, outputs }: StepView): string {
  const by = type === 'approval' ? outputs?.by : undefined;
  if (typeof by === 'string') return `approved by ${by}`;
  return changeWord(change);
}

/** `for machines`, `for a, b, c and 4 more`: after "waits". */
export function waitWords(wait: Wait): string {
  switch (wait.what) {
    case 'steps':
      return `for ${listWords(wait.ids, wait.more ?? 0)}`;
    case 'turn':
      return `for its turn, ${wait.atOnce} at once`;
    case 'resume':
      return 'for a resume';
    default:
      return unhandled(wait);
  }
}

function listWords(ids: readonly string[], more: number): string {
  const last = more > 0 ? `${more} more` : ids.at(-1);
  const others = more > 0 ? ids : ids.slice(0, -1);
  return others.length > 0 ? `${others.join(', ')} and ${last}` : `${last}`;
}

/** Every step that a run shows: its own, and those that tell of a hold and of the end. */
export function allSteps({
  steps,
  onHold = [],
  finally: last,
}: Pick<RunState, 'steps' | 'onHold' | 'finally'>): StepView[] {
  return [...steps, ...onHold, ...last];
}
