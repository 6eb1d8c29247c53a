import { addressOf, stepOf } from '../../../contract/address.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { Rendered } from '../../../contract/task.js';
import { entry, type Looks, type Memory, type StepMemory } from '../../memory.js';
import { bytesLeft, sizeOf } from './budget.js';
import type { Graph } from './graph.js';
import { hashOf } from './hash.js';
import type { Rules } from './rules.js';
import { entriesOf, isExpanded } from './status.js';

/**
 * What may be looked at before its turn, and what such a look is worth: as much as a visit that
 * finds a step as it was, while nothing that the step stands on has been touched since.
 */

/** For so long (ms): whoever serves a queue may come days after the others. */
const lasts = 600_000;

/** What a step is given by its expressions. */
interface Given {
  with: Rendered;
  env: Rendered;
  queue?: string;
}

/** Tells whether a step is given what it was looked at with. */
export function givenKey({ with: fields, env, queue = '' }: Given): string {
  return hashOf([fields.value, fields.secrets, env.value, env.secrets, queue]);
}

/** It was found as it was, or a condition left it out: the world is the same as before. */
function isAsItWas({ state, change, byHand }: StepMemory): boolean {
  if (state === 'skipped') return !byHand;
  return state === 'done' && (change === 'unchanged' || change === 'reused');
}

/**
 * It has changed something, or may have: an attempt that failed had its time to. Of a `for-each` its
 * instances say so: it has no change of its own.
 */
function isTouched(own: StepMemory): boolean {
  switch (own.state) {
    case 'waiting':
      return false;
    case 'running':
      return (own.attempt ?? 1) > 1;
    case 'done':
      return own.change !== undefined && !isAsItWas(own);
    default:
      return !isAsItWas(own);
  }
}

/** A look of its own did not see it hold: what stands on it will not be as it was. */
function isMissing({ state, change }: StepMemory): boolean {
  return state === 'done' && change !== undefined && change !== 'unchanged';
}

/** Steps that have been touched by now, or will be, and were not known to be. */
export function newlyTouched(memory: Memory, looks: Looks): Set<string> {
  const found = new Set<string>();
  const { steps } = memory;
  for (const id in steps) if (steps[id] && isTouched(steps[id])) found.add(stepOf(id));
  for (const id in looks.steps) {
    const seen = looks.steps[id];
    if (seen && isMissing(seen)) found.add(stepOf(id));
  }
  for (const id of found) if (looks.touched[id]) found.delete(id);
  return found;
}

/** Whether a step is over, and left the world as it was. */
function isClean(memory: Memory, step: PlannedStep): boolean {
  if (step.forEach === undefined) return isAsItWas(entry(memory.steps, step.id));
  if (memory.items[step.id] !== undefined && !isExpanded(memory, step)) return false;
  return entriesOf(memory, step).every(isAsItWas);
}

/**
 * The steps that may be looked at before their turn, and have not been. Not while one is open that
 * they stand on and that cannot be checked, nor one at the very bottom: where that is missing, all
 * is, and the looks of a first bring-up would be for nothing.
 */
export function lookable({ graph, parts }: Rules, memory: Memory, looks: Looks): Set<string> {
  const { steps } = graph.plan;
  const found = new Set<string>();
  const open = steps.filter((step) => {
    const isAsked = step.checked && looks.touched[step.id] !== 'below';
    return isAsked && isOpen(memory, looks, step) && parts.get(step.id) !== 'out';
  });
  if (open.length === 0) return found;
  const inTheWay = steps.filter((step) => isInTheWay(graph, memory, step));
  for (const { id } of open) {
    const upstream = graph.upstream.get(id);
    if (!inTheWay.some((other) => upstream?.has(other.id))) found.add(id);
  }
  return found;
}

/** Something of it waits that has not been looked at. */
function isOpen(memory: Memory, looks: Looks, step: PlannedStep): boolean {
  const isNew = (id: string) => {
    const own = memory.steps[id];
    return (own === undefined || own.state === 'waiting') && isUnseen(looks, id);
  };
  if (step.forEach === undefined || isNew(step.id)) return isNew(step.id);
  const items = memory.steps[step.id]?.state === 'waiting' ? looks.items : memory.items;
  return (items[step.id] ?? []).some(({ key }) => isNew(addressOf(step.id, key)));
}

function isUnseen({ steps }: Looks, id: string): boolean {
  const seen = steps[id];
  return seen === undefined || seen.state === 'waiting';
}

function isInTheWay(graph: Graph, memory: Memory, step: PlannedStep): boolean {
  const isBottom = graph.upstream.get(step.id)?.size === 0;
  return (isBottom || !step.checked) && !isClean(memory, step);
}

/** Whether a look at an instance is under way: its visit waits for the end of that. */
export function isLookedAt({ looks }: Pick<Memory, 'looks'>, id: string): boolean {
  return looks?.steps[id]?.state === 'running';
}

/** Whether any is. */
export function looksRun({ looks }: Memory): boolean {
  for (const id in looks?.steps) if (looks?.steps[id]?.state === 'running') return true;
  return false;
}

/** Running looks whose answers nobody will ask for. */
export function looksInVain(memory: Memory): string[] {
  const { looks, stopping } = memory;
  if (!looks) return [];
  return Object.keys(looks.steps).filter((id) => {
    const seen = looks.steps[id];
    if (seen?.state !== 'running') return false;
    // An instance is unknown to the run until its turn comes.
    const own = memory.steps[id] ?? memory.steps[stepOf(id)];
    const isAsked = own?.state === 'waiting' && !stopping && !seen.overtaken;
    return !isAsked || looks.touched[stepOf(id)] === 'below';
  });
}

/**
 * What was seen of an instance whose turn has come, where it is as good as what a visit would find:
 * it held, with what it is given now, and all that it stands on is as it was.
 */
export function seenToHold(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
  given: Given,
  now: number,
): StepMemory | undefined {
  const { looks } = memory;
  const seen = looks?.steps[id];
  if (seen?.state !== 'done' || seen.change !== 'unchanged') return undefined;
  if (looks?.touched[step.id] === 'below') return undefined;
  if (now - (seen.endedAt ?? 0) > lasts || seen.inputKey !== givenKey(given)) return undefined;
  // Looks have the room that the run leaves, which may have become less by now.
  if (sizeOf(seen.outputs) > bytesLeft(memory, memory.steps[id])) return undefined;
  for (const below of rules.graph.upstream.get(step.id) ?? []) {
    const needed = rules.graph.steps.get(below);
    if (needed && !isClean(memory, needed)) return undefined;
  }
  return seen;
}
