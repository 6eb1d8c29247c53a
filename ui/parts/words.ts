import { isAsked, waitOf } from '../../contract/waits.js';
import { doneWord, runStateWords, waitWords } from '../../contract/words.js';
import type { RunStateName, RunView, StepView } from '../api/types.js';

/** What states are called, and in which tone they are shown: the same words everywhere. */
export type Tone = 'done' | 'running' | 'retrying' | 'held' | 'asked' | 'failed' | 'quiet';

export interface Look {
  tone: Tone;
  word: string;
}

const runTones: Record<RunStateName, Tone> = {
  running: 'running',
  held: 'held',
  'waiting-approval': 'asked',
  paused: 'quiet',
  succeeded: 'done',
  failed: 'failed',
  aborted: 'quiet',
};

export function runLook(state: RunStateName): Look {
  return { tone: runTones[state], word: runStateWords[state] };
}

export const runStates = Object.keys(runStateWords) as RunStateName[];

const stepTones: Record<StepView['state'], Tone> = {
  waiting: 'quiet',
  running: 'running',
  retrying: 'retrying',
  done: 'done',
  skipped: 'quiet',
  held: 'held',
  failed: 'failed',
  cancelled: 'quiet',
};

/** A look of something that does not hold is no success, though the step is done. */
const looksToAct = new Set<StepView['change']>(['to-do', 'always-runs', 'known-after-apply']);

export function stepLook(step: StepView): Look {
  if (isAsked(step)) return { tone: 'asked', word: 'waits for approval' };
  if (step.state === 'done') {
    const word = doneWord(step);
    if (step.change === 'unknown') return { tone: 'held', word };
    return { tone: looksToAct.has(step.change) ? 'retrying' : 'done', word };
  }
  return { tone: stepTones[step.state], word: step.state };
}

/** What a running step does just now: `verifying, 2 of 3 passes · attempt 2 of 3`. */
export function activityWords(step: StepView): string {
  if (step.noWorker !== undefined) return `no worker serves the queue ${step.noWorker}`;
  if (step.state !== 'running' && step.state !== 'retrying') return '';
  return [step.state === 'running' ? phase(step) : '', attemptWords(step)]
    .filter(Boolean)
    .join(' · ');
}

/** What a step waits for, after its state: `for machines`; empty where that is not known. */
export function waitingWords(step: StepView, run: RunView): string {
  const wait = waitOf(step, run);
  return wait ? waitWords(wait) : '';
}

function phase({ progress }: StepView): string {
  if (progress === undefined) return '';
  const { passes } = progress;
  if (progress.phase !== 'verifying' || passes === undefined) return progress.phase;
  return `verifying, ${passes.seen} of ${passes.of} passes`;
}

/** `attempt 2 of 5`; empty for a first one, of which nothing needs to be said. */
export function attemptWords({ attempt, maxAttempts, state }: StepView): string {
  if (attempt === undefined || (attempt < 2 && state !== 'retrying')) return '';
  return maxAttempts === undefined ? `attempt ${attempt}` : `attempt ${attempt} of ${maxAttempts}`;
}

/** The parts of a step, the running attempt's first. */
export function partsOf(step: StepView): [string, string][] {
  return Object.entries(step.progress?.parts ?? step.failure?.parts ?? step.parts ?? {});
}

const goodParts =
  /^(running|active|up|started|healthy|launched|ok|ready|holds|answers|submitted|present|listed|same|kept|200)\b/i;
const badParts =
  /(abort|fail|dead|lost|missing|unreach|refused|unhealthy|error|inactive|stopped|poweroff|not |no )/i;

/** What a part's own word means; words of tools that nobody knows stay neutral. */
export function partTone(state: string): Tone {
  if (badParts.test(state)) return 'failed';
  return goodParts.test(state) ? 'done' : 'quiet';
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
