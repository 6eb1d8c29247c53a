import { isInGroup, localId } from '../../contract/address.js';
import type { RunView, StepView } from '../../contract/run.js';
import type { RunPlan } from '../../server/schemas/plan.js';

/** A run's steps as rows: groups before what is inside, folded ones closed. */
export type Row =
  | { kind: 'group'; id: string; name: string; depth: number; steps: StepView[]; folded: boolean }
  | { kind: 'step'; id: string; depth: number; step: StepView }
  | { kind: 'heading'; id: string; text: string };

type Shown = Pick<RunView, 'steps' | 'onHold' | 'finally'>;

/** @param wanted Steps that are looked for: what is around them is open. Undefined: all. */
export function rowsOf(
  run: Shown,
  plan: Pick<RunPlan, 'groups'>,
  folded: ReadonlySet<string>,
  wanted?: (step: StepView) => boolean,
): Row[] {
  const groups = new Map(plan.groups.map((group) => [group.id, group]));
  const rows: Row[] = [];
  const opened = new Set<string>();
  const closed = wanted === undefined ? folded : new Set<string>();
  for (const step of run.steps.filter(wanted ?? all)) {
    const path = groupPath(step.group);
    for (const [depth, id] of path.entries()) {
      if (opened.has(id)) continue;
      opened.add(id);
      if (path.slice(0, depth).some((outer) => closed.has(outer))) continue;
      const steps = run.steps.filter(({ group }) => group === id || isInGroup(group, id));
      const name = groups.get(id)?.name ?? localId(id);
      rows.push({ kind: 'group', id, name, depth, steps, folded: closed.has(id) });
    }
    if (path.some((id) => closed.has(id))) continue;
    rows.push({ kind: 'step', id: step.id, depth: path.length, step });
  }
  const last = (name: string, text: string, steps: StepView[]) => {
    const shown = steps.filter(wanted ?? all);
    if (shown.length === 0) return;
    rows.push({ kind: 'heading', id: ` ${name}`, text });
    for (const step of shown) {
      rows.push({ kind: 'step', id: `${name} ${step.id}`, depth: 0, step });
    }
  };
  last('on-hold', 'Because it was held', run.onHold ?? []);
  last('finally', 'At the end, however it ends', run.finally);
  return rows;
}

const all = () => true;

/** Whether a step is meant by what somebody looks for: its address, its name, its type or its state. */
export function isMeant({ id, name = '', type, state }: StepView, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [id, name, type, state].some((word) => word.toLowerCase().includes(wanted));
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
