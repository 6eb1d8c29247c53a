import { stepOf } from '../../../contract/address.js';
import type { Json, PlannedStep } from '../../../contract/plan.js';
import type { StepFailure } from '../../../contract/run.js';
import { entry, type Memory, type StepMemory } from '../../memory.js';
import type { Rules } from '../facts/rules.js';
import { allEntries } from '../facts/status.js';
import { visitDependentsAgain } from '../record/again.js';
import { recordFailure, recordResult } from '../record/outcome.js';
import { settleWith } from '../start/settle.js';

/** What a run knows: a copy of it can go on without anything being done. */
export interface Situation {
  rules: Rules;
  memory: Memory;
}

/**
 * What is to be expected of a visit: it holds, or is made to; `outputs` absent: nobody knows them
 * before. Or it is held at once.
 */
export type Expected =
  | { changed: boolean; outputs: { [name: string]: Json } | undefined }
  | { blocked: StepFailure };

/** The time at which a rehearsal decides: what bears it was decided in it. */
export const rehearsalTime = -1;

/**
 * Let a copy of a run go on until nothing more can be decided. The planner decides as in the run
 * itself, and each visit ends at once as it is expected to. Returns the ids of what was visited.
 */
export function rehearse(
  { rules, memory }: Situation,
  expect: (step: PlannedStep, id: string) => Expected,
): Set<string> {
  const visited = new Set<string>();
  rules.isRehearsal = true;
  // What was seen ahead saves a visit, and does nothing else.
  delete memory.looks;
  const answer = (step: PlannedStep, id: string) => {
    visited.add(id);
    end({ rules, memory }, step, id, expect(step, id));
  };
  // What runs already is no visit of this resume's; an approval that waits is.
  for (const [step, id] of underWay({ rules, memory })) {
    if (step.type !== 'approval') end({ rules, memory }, step, id, expect(step, id));
  }
  for (;;) {
    settleWith(rules, memory, rehearsalTime, ({ step, id }) => answer(step, id));
    // An approval has no activity: somebody answers it.
    const asked = underWay({ rules, memory });
    if (asked.length === 0) return visited;
    for (const [step, id] of asked) answer(step, id);
  }
}

function underWay({ rules, memory }: Situation): [PlannedStep, string][] {
  return allEntries(rules.graph, memory).flatMap(([id, { state }]): [PlannedStep, string][] => {
    const step = rules.graph.steps.get(stepOf(id));
    return state === 'running' && step ? [[step, id]] : [];
  });
}

function end(
  { rules, memory }: Situation,
  step: PlannedStep,
  id: string,
  expected: Expected,
): void {
  const own = entry(memory.steps, id);
  if ('blocked' in expected) {
    recordFailure(rules, memory, step, own, expected.blocked, rehearsalTime);
    return;
  }
  const { changed, outputs } = expected;
  recordResult(own, { holds: true, changed, outputs: outputs ?? {} }, rehearsalTime);
  if (outputs === undefined) forget(own);
  if (changed) visitDependentsAgain(rules, memory, step.id);
}

/** It will have outputs that nobody knows yet. */
function forget(own: StepMemory): void {
  delete own.outputs;
  own.change = 'known-after-apply';
}
