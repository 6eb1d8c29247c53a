import type { JsonObject, Plan } from '../../language/plan.js';
import type { Memory, StepMemory } from '../memory.js';
import type { EarlierStep } from '../run-input.js';
import { wasDoneBefore } from './repeat.js';
import { instancesInMemory } from './revise.js';
import type { Rules } from './rules.js';

/** What a run leaves to one that goes on from it. */
export interface LeftBehind {
  /** As it was last corrected. */
  plan: Plan;
  inputs: JsonObject;
  /** By instance id; with what it was left itself and did not visit. */
  steps: { [id: string]: EarlierStep };
}

export function leftBehind(rules: Rules, memory: Memory): LeftBehind {
  const { plan } = rules.graph;
  const steps: LeftBehind['steps'] = { ...rules.earlier };
  for (const step of plan.steps) {
    for (const id of instancesInMemory(memory, step)) {
      const own = memory.steps[id];
      const left = own && leftByStep(own, step.checked || step.type === 'approval');
      if (left) steps[id] = left;
      // It ran, failed cleanly, and is there no more.
      else if (own && own.visits > 0) delete steps[id];
    }
  }
  return { plan, inputs: rules.facts.inputs, steps };
}

function leftByStep(own: StepMemory, canBeAskedAgain: boolean): EarlierStep | undefined {
  if (own.before !== undefined) return own.before;
  const { state, outputs = {}, digest = '', inputKey } = own;
  const left = { digest, outputs, ...(inputKey === undefined ? {} : { inputKey }) };
  if (state === 'done' || wasDoneBefore(own)) return left;
  if (canBeAskedAgain || !wasCutShort(own)) return undefined;
  return { ...left, outputs: {}, unknown: true };
}

/** It was running when the run ended, or nobody knew before how far it had got. */
function wasCutShort({ state, failure, startedAt, visits }: StepMemory): boolean {
  if (failure !== undefined) return failure.code === 'outcome.unknown';
  return visits > 0 && startedAt !== undefined && (state === 'running' || state === 'cancelled');
}
