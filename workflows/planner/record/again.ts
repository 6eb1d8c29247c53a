import type { PlannedStep } from '../../../contract/plan.js';
import { entry, type Memory, type StepMemory } from '../../memory.js';
import { forgetAttempts } from '../facts/attempts.js';
import { downstream } from '../facts/graph.js';
import { whatWasDone } from '../facts/left-behind.js';
import type { Rules } from '../facts/rules.js';
import { entriesOf } from '../facts/status.js';

/**
 * Let what is done of a step be decided upon again: one with a check is checked, one without
 * stays in place as long as it would be done the same way. The items of a `for-each` are asked for
 * anew, since they may come from what is visited before it.
 */
export function visitDoneAgain(memory: Memory, step: PlannedStep): void {
  for (const own of doneEntries(memory, step)) waitAgain(own);
  // What is held, or was skipped, as a whole stays so, as a step without items does.
  if (!entry(memory.steps, step.id).whole) expandAgain(memory, step);
}

/** Let one entry be decided upon again, whatever became of it. */
export function waitAgain(own: StepMemory): void {
  if (own.state === 'done' && own.outputs !== undefined) {
    own.before = whatWasDone(own, own.outputs);
  }
  own.state = 'waiting';
  delete own.endedAt;
  delete own.whole;
  forgetAttempts(own);
}

/** What ran while something below it was made again may have been done upon what is no more. */
export function endOvertaken(own: StepMemory): void {
  if (!own.overtaken) return;
  delete own.overtaken;
  if (own.state === 'done') waitAgain(own);
}

function doneEntries(memory: Memory, step: PlannedStep): StepMemory[] {
  return entriesOf(memory, step).filter(({ state }) => state === 'done');
}

/** Ask for the items of a `for-each` anew when its turn comes; until then it has those it had. */
export function expandAgain(memory: Memory, step: PlannedStep): void {
  if (memory.items[step.id] === undefined) return;
  const own = entry(memory.steps, step.id);
  own.state = 'waiting';
  delete own.outputs;
}

/**
 * What stands on a step that has just been made again has to be visited again; on the way up nothing
 * of it is done yet, so this only asks where somebody has resumed.
 */
export function visitDependentsAgain(rules: Rules, memory: Memory, stepId: string): void {
  if (!memory.resumed) return;
  for (const id of downstream(rules.graph, stepId)) {
    const step = rules.graph.steps.get(id);
    if (!step) continue;
    visitDoneAgain(memory, step);
    if (step.type === 'approval') continue;
    for (const own of entriesOf(memory, step)) {
      if (own.state === 'running') own.overtaken = true;
      if (own.state === 'retrying') waitAgain(own);
    }
  }
  openGroupsAgain(rules, memory, new Set([stepId]));
}

/** The inputs of a group are worked out again after what they may read. */
export function openGroupsAgain(rules: Rules, memory: Memory, after: ReadonlySet<string>): void {
  for (const { id } of rules.graph.plan.groups) {
    const own = entry(memory.groups, id);
    const upstream = rules.graph.upstream.get(id) ?? new Set();
    if (own.state === 'open' && [...upstream].some((step) => after.has(step))) {
      own.state = 'waiting';
    }
  }
}
