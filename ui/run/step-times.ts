import type { StepView } from '../../contract/run.js';

/**
 * When a step ran last, in ms; to `now` while it runs. Undefined for one that waits: what it took
 * before, when it is visited again, is not what it takes now.
 */
export function stepTimes(
  { state, startedAt, endedAt }: Pick<StepView, 'state' | 'startedAt' | 'endedAt'>,
  now: number,
): [number, number] | undefined {
  if (startedAt === undefined || state === 'waiting') return undefined;
  return [Date.parse(startedAt), endedAt === undefined ? now : Date.parse(endedAt)];
}
