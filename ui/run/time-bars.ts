import type { Attempt, Happening } from '../../contract/history.js';
import type { StepView } from '../../contract/run.js';
import type { Tone } from '../parts/words.js';
import { stepTimes } from './step-times.js';
import type { Rest } from './time-scale.js';

/** A time in which a step was at work. */
export interface Bar {
  from: number;
  to: number;
  /** Absent: as the step is now. */
  tone?: Tone;
}

/**
 * When a step was at work: every attempt that the history knows, and what it does now. What it does now is
 * the run's to say, for the history is asked a moment later.
 */
export function barsOf(step: StepView, attempts: Attempt[], now: number): Bar[] {
  const current = stepTimes(step, now);
  const begin = current?.[0] ?? Number.POSITIVE_INFINITY;
  const bars = attempts.map(barOf).filter((bar) => bar !== undefined);
  const before = bars.filter(({ from }) => from < begin);
  const visit = bars.filter(({ from }) => from >= begin);
  if (current === undefined || step.state === 'retrying') return [...before, ...visit];
  const last = visit.at(-1);
  // Between two attempts nothing is done.
  const isOver = step.endedAt !== undefined;
  const from = last === undefined ? begin : isOver ? last.from : last.to;
  // A run whose turns failed may have heard of an end at a time of its own.
  const to = Math.max(from, current[1], isOver ? (last?.to ?? 0) : 0);
  return [...before, ...(isOver ? visit.slice(0, -1) : visit), { from, to }];
}

const tones: { [Outcome in NonNullable<Attempt['outcome']>]: Tone } = {
  unchanged: 'done',
  changed: 'done',
  'to-do': 'retrying',
  undone: 'done',
  'nothing-to-undo': 'quiet',
  failed: 'failed',
  cancelled: 'quiet',
  lost: 'retrying',
};

export function outcomeTone(outcome: Attempt['outcome']): Tone {
  return outcome === undefined ? 'running' : tones[outcome];
}

/** Of one that has ended. */
function barOf({ at, endedAt, outcome }: Attempt): Bar | undefined {
  if (endedAt === undefined) return undefined;
  return { from: Date.parse(at), to: Date.parse(endedAt), tone: outcomeTone(outcome) };
}

const waits = new Set(['held', 'waiting-approval', 'paused']);

/** When the run did nothing but wait for somebody; to `end` while it does. */
export function restsOf(happenings: Happening[], end: number): Rest[] {
  const found: Rest[] = [];
  let since: number | undefined;
  for (const one of happenings) {
    if (one.what !== 'state' && one.what !== 'ended') continue;
    const at = Date.parse(one.at);
    const isWaiting = one.what === 'state' && waits.has(one.state);
    if (!isWaiting && since !== undefined) found.push({ from: since, to: at });
    since = isWaiting ? (since ?? at) : undefined;
  }
  return since === undefined ? found : [...found, { from: since, to: Math.max(since, end) }];
}
