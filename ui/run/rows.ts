import { isInGroup, localId } from '../../contract/address.js';
import type { RunPlan, RunView, StepView } from '../api/types';

/** A run's steps as rows: groups before what is inside, folded ones closed. */
export type Row =
  | { kind: 'group'; id: string; name: string; depth: number; steps: StepView[]; folded: boolean }
  | { kind: 'step'; id: string; depth: number; step: StepView }
  | { kind: 'heading'; id: string; text: string };

export function rowsOf(run: RunView, plan: RunPlan, folded: ReadonlySet<string>): Row[] {
  const groups = new Map(plan.groups.map((group) => [group.id, group]));
  const rows: Row[] = [];
  const opened = new Set<string>();
  for (const step of run.steps) {
    const path = groupPath(step.group);
    for (const [depth, id] of path.entries()) {
      if (opened.has(id)) continue;
      opened.add(id);
      if (path.slice(0, depth).some((outer) => folded.has(outer))) continue;
      const steps = run.steps.filter(({ group }) => group === id || isInGroup(group, id));
      const name = groups.get(id)?.name ?? localId(id);
      rows.push({ kind: 'group', id, name, depth, steps, folded: folded.has(id) });
    }
    if (path.some((id) => folded.has(id))) continue;
    rows.push({ kind: 'step', id: step.id, depth: path.length, step });
  }
  if (run.finally.length > 0) {
    rows.push({ kind: 'heading', id: ' finally', text: 'At the end, however it ends' });
    for (const step of run.finally) {
      rows.push({ kind: 'step', id: `finally ${step.id}`, depth: 0, step });
    }
  }
  return rows;
}

/** `lab/net` → `lab`, `lab/net`. */
function groupPath(group: string): string[] {
  if (group === '') return [];
  const parts = group.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

const ranks: StepView['state'][] = [
  'held',
  'failed',
  'retrying',
  'running',
  'waiting',
  'cancelled',
  'done',
  'skipped',
];

/** The step that says most about a group: what is held before what runs, before what is done. */
export function tellingStep(steps: StepView[]): StepView | undefined {
  return steps.toSorted((a, b) => ranks.indexOf(a.state) - ranks.indexOf(b.state))[0];
}

export function doneCount(steps: StepView[]): number {
  return steps.filter(({ state }) => state === 'done' || state === 'skipped').length;
}
