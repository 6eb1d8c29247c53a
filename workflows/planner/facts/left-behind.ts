import { mustBeNamed, outcomeOf, outcomes, unhandled } from '../../../contract/outcome-of.js';
import type { JsonObject, Plan } from '../../../contract/plan.js';
import type { EarlierStep } from '../../../contract/run.js';
import type { Memory, StepMemory } from '../../memory.js';
import type { Rules } from './rules.js';
import { instancesInMemory } from './status.js';

/** What a run leaves to one that goes on from it. */
export interface LeftBehind {
  /** As it was last corrected. */
  plan: Plan;
  inputs: JsonObject;
  /** By instance id; with what it was left itself and did not visit. */
  steps: { [id: string]: EarlierStep };
  /** Ids of what a condition left out. */
  skipped: string[];
  /** What was taken down since, with the outputs it had: other undos may still read them. */
  undone: { [id: string]: JsonObject };
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
  forgetUndone(steps, memory);
  return {
    plan,
    inputs: rules.facts.inputs,
    steps,
    skipped: byCondition(rules, memory, steps),
    undone: undoneBy(rules, memory),
  };
}

/** What a run has taken down, and what was before it began. */
export function undoneBy(rules: Rules, memory: Memory): LeftBehind['undone'] {
  const undone = Object.entries(memory.undo ?? {}).filter(
    ([, own]) => outcomeOf(own)?.kind === 'undone',
  );
  const outputs = undone.map(([id]) => [id, memory.steps[id]?.outputs ?? {}] as const);
  return { ...rules.undoneBefore, ...Object.fromEntries(outputs) };
}

/** What a selection left out may be there from before. */
function byCondition(rules: Rules, memory: Memory, steps: LeftBehind['steps']): string[] {
  const selected = rules.graph.plan.steps.filter(({ id }) => rules.parts.get(id) === 'apply');
  const ids = selected.flatMap((step) => [step.id, ...instancesInMemory(memory, step)]);
  return [...new Set(ids)].filter((id) => {
    const own = memory.steps[id];
    return own?.state === 'skipped' && !own.byHand && steps[id] === undefined;
  });
}

/** What was taken down is done no more; what was not, or not quite, is there as far as anybody knows. */
function forgetUndone(steps: LeftBehind['steps'], memory: Memory): void {
  for (const [id, { state }] of Object.entries(memory.undo ?? {})) {
    const left = steps[id];
    if (state === 'done') delete steps[id];
    else if (left && state !== 'waiting') steps[id] = { ...left, unknown: true };
  }
}

/** What a step has done, or may have; undefined where that is nothing, or can be asked of the world. */
export function leftByStep(own: StepMemory, canBeAskedAgain: boolean): EarlierStep | undefined {
  if (own.left !== undefined) return own.left;
  if (own.before !== undefined) return own.before;
  const ended = wasCutShort(own) ? ({ kind: 'unknown' } as const) : outcomeOf(own);
  if (ended === undefined) return undefined;
  const left = whatWasDone(own, own.outputs ?? {});
  const { effect } = outcomes[ended.kind];
  switch (effect) {
    case 'there':
    case 'there-for-good':
      return left;
    case 'gone':
    case 'as-it-was':
    case 'not-asked-for':
      return undefined;
    case 'looked-at':
      if (canBeAskedAgain || !mustBeNamed(ended)) return undefined;
      return { ...left, outputs: {}, unknown: true };
    default:
      return unhandled(effect);
  }
}

/** What is kept of a step that is done, to decide upon it again. */
export function whatWasDone(own: StepMemory, outputs: EarlierStep['outputs']): EarlierStep {
  const { digest = '', inputKey, change } = own;
  return {
    digest,
    outputs,
    ...(inputKey === undefined ? {} : { inputKey }),
    ...(change === 'done-by-hand' ? { byHand: true } : {}),
  };
}

/** It was running when the run was ended from outside. */
function wasCutShort({ state, visits }: StepMemory): boolean {
  return state === 'running' && visits > 0;
}
