import { localId } from '../../contract/address.js';
import type { StepStateName, StepView } from '../../contract/run.js';
import { isUntouched } from '../../contract/words.js';

/** A step, or a pipeline used as a step with what is inside it. */
export type Node =
  | { kind: 'step'; id: string; label: string; step: StepView }
  | { kind: 'group'; id: string; label: string; nodes: Node[]; steps: StepView[] };

export type Group = Extract<Node, { kind: 'group' }>;

/** Steps in the order of the pipeline as a tree: `lab/box` stands inside `lab`. */
export function outline(steps: StepView[]): Node[] {
  const top: Node[] = [];
  const groups = new Map<string, Group>();

  function groupOf(id: string): Group {
    const known = groups.get(id);
    if (known !== undefined) return known;
    const group: Group = { kind: 'group', id, label: localId(id), nodes: [], steps: [] };
    groups.set(id, group);
    siblings(enclosing(id)).push(group);
    return group;
  }
  const siblings = (id: string) => (id === '' ? top : groupOf(id).nodes);

  for (const step of steps) {
    const label = step.group === '' ? step.id : step.id.slice(step.group.length + 1);
    siblings(step.group).push({ kind: 'step', id: step.id, label, step });
    for (let id = step.group; id !== ''; id = enclosing(id)) groupOf(id).steps.push(step);
  }
  return top;
}

function enclosing(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('/')));
}

const ended: ReadonlySet<StepStateName> = new Set(['done', 'skipped', 'failed', 'cancelled']);

export function hasEnded(step: StepView): boolean {
  return ended.has(step.state);
}

/** It runs, or is about to be repeated. */
export function isActive(step: StepView): boolean {
  return step.state === 'running' || step.state === 'retrying';
}

/** Nothing had to be done for it. */
export function isUnchanged(step: StepView): boolean {
  if (step.state === 'skipped') return true;
  return step.state === 'done' && isUntouched(step.change);
}

/** What the states of the steps inside make of the group. */
export function groupState(steps: StepView[]): StepStateName {
  const has = (state: StepStateName) => steps.some((step) => step.state === state);
  for (const state of ['held', 'failed', 'running', 'retrying'] as const) {
    if (has(state)) return state === 'retrying' ? 'running' : state;
  }
  if (steps.every((step) => step.state === 'skipped')) return 'skipped';
  if (steps.every(hasEnded)) return has('cancelled') ? 'cancelled' : 'done';
  return steps.some(hasEnded) ? 'running' : 'waiting';
}

/** From the first start to the last end of the steps inside. */
export function groupTimes(steps: StepView[]): { startedAt?: string; endedAt?: string } {
  const starts = steps.flatMap((step) => step.startedAt ?? []).sort();
  const ends = steps.flatMap((step) => step.endedAt ?? []).sort();
  const startedAt = starts[0];
  const endedAt = steps.every(hasEnded) ? ends.at(-1) : undefined;
  return { ...(startedAt && { startedAt }), ...(endedAt && { endedAt }) };
}
