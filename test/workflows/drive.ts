import type { Selection } from '../../contract/orders.js';
import type { JsonObject, Plan } from '../../contract/plan.js';
import type { EarlierStep, RunMode } from '../../contract/run.js';
import type { StepResult } from '../../contract/task.js';
import { decisions } from '../../workflows/flags.js';
import { createMemory, entry, type Memory } from '../../workflows/memory.js';
import { looksInVain } from '../../workflows/planner/facts/ahead.js';
import { buildRules, type Rules } from '../../workflows/planner/facts/rules.js';
import { visitDependentsAgain } from '../../workflows/planner/record/again.js';
import { recordLook } from '../../workflows/planner/record/looks.js';
import {
  explainUnknowns,
  recordFailure,
  recordResult,
} from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import type { Start } from '../../workflows/planner/start/start-step.js';
import { beginUndo, isUndoFinished, settleUndo } from '../../workflows/planner/start/undo.js';

/** `lost`: nobody knows how far it got. */
export type Outcome = (start: Start) => StepResult | 'fail' | 'lost';

export interface Driven {
  rules: Rules;
  memory: Memory;
  /** Instance ids in the order they were started, with their mode where it is not `up`. */
  started: string[];
}

export interface DriveOptions {
  mode?: RunMode;
  selection?: Selection;
  inputs?: JsonObject;
  earlier?: { [id: string]: EarlierStep };
  named?: string[];
  skippedBefore?: string[];
  undoneBefore?: { [id: string]: JsonObject };
  decisions?: number;
  onFailure?: 'fail';
}

export const done: Outcome = ({ id }) => ({
  holds: true,
  changed: true,
  outputs: { value: `value of ${id}` },
});

/** A run of the planner alone, without Temporal: activities answer at once, oldest first. */
export function begin(plan: Plan, options: DriveOptions = {}): Driven {
  const mode = options.mode ?? 'up';
  const rules = buildRules({
    plan,
    mode,
    selection: options.selection,
    facts: {
      inputs: options.inputs ?? {},
      run: { name: 'test', id: 'run', pipeline: plan.name, mode, by: 'somebody@somewhere' },
    },
    earlier: options.earlier,
    named: options.named,
    onFailure: options.onFailure,
    skippedBefore: options.skippedBefore,
    undoneBefore: options.undoneBefore,
    decisions: options.decisions ?? decisions,
  });
  return { rules, memory: createMemory(plan, 0), started: [] };
}

const startsOf = ({ rules, memory }: Driven) => settle(rules, memory, 0);

/** Go on until nothing is left to start. Looks that nobody will ask for end before they begin. */
export function drive(run: Driven, outcome: Outcome = done): Driven {
  let queue = startsOf(run);
  for (let start = queue.shift(); start; start = queue.shift()) {
    answer(run, start, outcome);
    queue.push(...startsOf(run));
    for (const id of looksInVain(run.memory)) {
      queue = queue.filter((other) => !other.ahead || other.id !== id);
      recordLook(run.memory, id, 'cancelled', 0);
      queue.push(...startsOf(run));
    }
  }
  if (run.rules.mode === 'look') explainUnknowns(run.rules, run.memory);
  return run;
}

export function takeDown(run: Driven, outcome: Outcome): Driven {
  beginUndo(run.rules, run.memory);
  while (!isUndoFinished(run.memory)) {
    const starts = settleUndo(run.rules, run.memory, 0);
    if (starts.length === 0 && !isUndoFinished(run.memory))
      throw new Error('nothing to start, and not finished');
    for (const start of starts) answer(run, start, outcome);
  }
  return run;
}

function answer(run: Driven, start: Start, outcome: Outcome): void {
  if (start.ahead) {
    run.started.push(`ahead ${start.id}`);
    const found = outcome(start);
    recordLook(run.memory, start.id, typeof found === 'string' ? 'failed' : found, 0);
    return;
  }
  run.started.push(start.mode === 'up' ? start.id : `${start.mode} ${start.id}`);
  const records = start.mode === 'undo' ? (run.memory.undo ?? {}) : run.memory.steps;
  const own = entry(records, start.id);
  const result = outcome(start);
  if (result !== 'fail' && result !== 'lost') {
    recordResult(own, result, 0);
    if (own.change === 'changed') visitDependentsAgain(run.rules, run.memory, start.step.id);
    return;
  }
  const failure = {
    code: result === 'lost' ? 'outcome.unknown' : 'test.failed',
    message: 'it failed',
    next: 'mend it',
    tail: [],
    attempt: 1,
  };
  recordFailure(run.rules, run.memory, start.step, own, failure, 0);
}

export function statesOf(run: Driven): { [id: string]: string } {
  return Object.fromEntries(Object.entries(run.memory.steps).map(([id, { state }]) => [id, state]));
}

export function changesOf(run: Driven): { [id: string]: string | undefined } {
  return Object.fromEntries(
    Object.entries(run.memory.steps).map(([id, { change }]) => [id, change]),
  );
}
