import { mustBeNamed, outcomeOf } from '../../../contract/outcome-of.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { EarlierStep, StepFailure } from '../../../contract/run.js';
import { lookForYourself } from '../../../contract/unknown-outcome.js';
import type { StepMemory } from '../../memory.js';

/** What becomes of a step that cannot be checked and may have been done before. */
export type Fate = { run: true } | { reuse: true } | { hold: (id: string) => StepFailure };

/**
 * Nothing unsafe is done twice by itself: what was done stays while it would be done the same way;
 * where it would not, or where nobody knows, a person says so by naming the step. Whoever approved
 * something else is asked again.
 */
export function decideRepeat(
  step: Pick<PlannedStep, 'digest' | 'repeatable' | 'type'>,
  before: EarlierStep | undefined,
  inputKey: string,
  named: boolean,
): Fate {
  if (before === undefined || named) return { run: true };
  if (before.byHand) return { reuse: true };
  if (before.unknown) return step.repeatable ? { run: true } : { hold: outcomeUnknown };
  const same = before.digest === step.digest && before.inputKey === inputKey;
  if (same) return { reuse: true };
  if (step.repeatable || step.type === 'approval') return { run: true };
  return { hold: before.digest === step.digest ? inputsChanged : stepChanged };
}

/** Whether a held step is only done again if somebody names it. */
export function needsName(own: StepMemory | undefined): boolean {
  return own !== undefined && mustBeNamed(outcomeOf(own));
}

function outcomeUnknown(id: string): StepFailure {
  return {
    code: 'outcome.unknown',
    message: `${id} was cut short in the run before; nobody knows how far it got`,
    next: lookForYourself(id),
    tail: [],
    attempt: 0,
  };
}

function inputsChanged(id: string): StepFailure {
  return {
    code: 'inputs.changed',
    message: `${id} was done, but what it reads is different now`,
    next: `To do it again, resume it by name; to keep what it did, skip ${id}.`,
    tail: [],
    attempt: 0,
  };
}

function stepChanged(id: string): StepFailure {
  return {
    code: 'step.changed',
    message: `${id} was done, but its definition is different now`,
    next: `To do it again, resume it by name; to keep what it did, skip ${id}.`,
    tail: [],
    attempt: 0,
  };
}
