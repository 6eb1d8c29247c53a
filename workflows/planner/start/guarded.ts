import type { PlannedStep } from '../../../contract/plan.js';
import type { Memory, StepMemory } from '../../memory.js';
import type { Rules } from '../facts/rules.js';
import { UnknownValue } from '../facts/templates.js';
import { decisionFailure, recordFailure } from '../record/outcome.js';

/** Run a decision about a step; what goes wrong in its expressions is the step's failure. */
export function guarded(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  own: StepMemory,
  now: number,
  decide: () => void,
): boolean {
  try {
    decide();
  } catch (error) {
    // Nothing of it ran.
    delete own.startedAt;
    if (error instanceof UnknownValue && (rules.mode !== 'up' || rules.isRehearsal)) {
      own.endedAt = now;
      own.state = 'done';
      own.change = 'known-after-apply';
      own.why = `reads what ${error.step} will give`;
      return true;
    }
    recordFailure(rules, memory, step, own, decisionFailure(error), now);
  }
  return true;
}
