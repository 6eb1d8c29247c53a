import type { PlannedStep } from '../../../contract/plan.js';
import type { StepResult } from '../../../contract/task.js';
import { decidesBy } from '../../flags.js';
import type { Looks, Memory, StepMemory } from '../../memory.js';
import { newlyTouched } from '../facts/ahead.js';
import { forgetAttempts } from '../facts/attempts.js';
import { downstream } from '../facts/graph.js';
import type { Rules } from '../facts/rules.js';
import { recordResult } from './outcome.js';

/** How a look before a step's turn ended where it did not answer: by itself, stopped, or with its worker. */
export type NoAnswer = 'failed' | 'cancelled' | 'interrupted';

/** Be ready to look ahead: note what has been touched, before anything is decided upon what was seen. */
export function beginLooks(rules: Rules, memory: Memory): void {
  if (rules.mode !== 'up' || !decidesBy(rules.decisions, 'up-looks-ahead')) return;
  memory.looks ??= { go: 1, steps: {}, items: {}, groups: {}, touched: {} };
  const { looks } = memory;
  if (looks.over) return;
  for (const id of newlyTouched(memory, looks)) {
    looks.touched[id] ??= 'itself';
    for (const above of downstream(rules.graph, id)) looks.touched[above] = 'below';
  }
}

/** What was seen counts no more, as somebody has had a hand in it: it is looked at anew. */
export function forgetLooks(memory: Memory): void {
  const { looks } = memory;
  if (!looks) return;
  memory.looks = { go: looks.go + 1, steps: underWay(looks), items: {}, groups: {}, touched: {} };
}

/**
 * What was seen counts no more, and each step that is left is visited in its turn: a worker was lost,
 * and maybe the computer with it and what held on it, or there is no room for what was seen.
 */
export function endLooks(memory: Memory): void {
  const { looks } = memory;
  if (!looks) return;
  memory.looks = { ...looks, steps: underWay(looks), items: {}, groups: {}, over: true };
}

/** Looks that still run, each to be forgotten when it ends. */
function underWay({ steps }: Looks): Looks['steps'] {
  const running = Object.entries(steps).filter(([, { state }]) => state === 'running');
  return Object.fromEntries(running.map(([id, seen]) => [id, { ...seen, overtaken: true }]));
}

/** Record how a look before a step's turn ended. Nothing else follows from it. */
export function recordLook(
  memory: Memory,
  id: string,
  answer: StepResult | NoAnswer,
  now: number,
): void {
  const { looks } = memory;
  const seen = looks?.steps[id];
  if (!looks || seen?.state !== 'running') return;
  if (answer === 'cancelled' || answer === 'interrupted' || seen.overtaken) delete looks.steps[id];
  else if (answer !== 'failed') recordResult(seen, answer, now);
  // Why it does not hold is for the visit to say.
  if (id in looks.steps && seen.change !== 'unchanged') looks.steps[id] = notSeen(seen);
  if (answer === 'interrupted') endLooks(memory);
}

function notSeen({ visits }: StepMemory): StepMemory {
  return { state: 'done', change: 'unknown', visits };
}

/** A step is done because it was seen to hold: as after a visit that found it so. */
export function leaveAsSeen(memory: Memory, step: PlannedStep, id: string, seen: StepMemory): void {
  const own = memory.steps[id];
  if (!own || !memory.looks) return;
  const { outputs, parts, where, startedAt, endedAt } = seen;
  delete memory.looks.steps[id];
  for (const left of ['before', 'left', 'named', 'failure', 'why', 'parts'] as const) {
    delete own[left];
  }
  forgetAttempts(own);
  own.visits += 1;
  Object.assign(own, { state: 'done', change: 'unchanged', digest: step.digest });
  Object.assign(own, { outputs, startedAt, endedAt });
  if (parts) own.parts = parts;
  if (where) own.where = where;
}
