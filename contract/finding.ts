import { outcomeOf, unhandled } from './outcome-of.js';
import type { StepChange, StepView } from './run.js';

/** What a look found out about a step. */
export type Finding = Extract<
  StepChange,
  'to-do' | 'unchanged' | 'always-runs' | 'known-after-apply' | 'unknown'
>;

/** A step that was skipped or left out is not part of the answer. */
export function findingOf(step: StepView): Finding | undefined {
  if (step.state === 'skipped' || step.state === 'cancelled') return undefined;
  const ended = outcomeOf(step);
  switch (ended?.kind) {
    case 'holds':
    case 'changed':
    case 'reused':
    case 'done-by-hand':
      return 'unchanged';
    case 'absent':
    case 'undone':
      return 'to-do';
    case 'not-begun':
      if (ended.why === 'no-check') return 'always-runs';
      return ended.why === 'known-after-apply' ? 'known-after-apply' : 'unknown';
    case undefined:
    case 'failed':
    case 'unknown':
    case 'done-otherwise':
    case 'left-out':
      return 'unknown';
    default:
      return unhandled(ended);
  }
}
