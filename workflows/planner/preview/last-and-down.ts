import { stepOf } from '../../../contract/address.js';
import { outcomeOf } from '../../../contract/outcome-of.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { PreviewSafety, PreviewStep, SeenSteps } from '../../../contract/preview.js';
import { createMemory, entry } from '../../memory.js';
import { undoneBy } from '../facts/left-behind.js';
import { isThrough } from '../facts/run-state.js';
import { recordResult } from '../record/outcome.js';
import { beginUndo, settleUndo } from '../start/undo.js';
import { expectation } from './expect.js';
import { rehearsalTime, rehearse, type Situation } from './rehearse.js';

/** What comes at the end of a run that goes on: its last acts, which each run does. */
export function foretellLast(before: Situation, { rules, memory }: Situation): PreviewStep[] {
  const isThere = isThrough(rules, memory);
  return rules.graph.plan.finally.map((step): PreviewStep => {
    const ran = (before.memory.finally[step.id]?.visits ?? 0) > 0;
    const told = { id: step.id, type: step.type, safety: safetyOf(step) };
    if (!isThere) return { ...told, action: 'waits', why: 'finally: until nothing is held' };
    return ran
      ? { ...told, action: 'done-again', why: 'finally: in each run' }
      : { ...told, action: 'to-do', why: 'finally: at the end' };
  });
}

const safetyOf = ({ checked }: PlannedStep): PreviewSafety => (checked ? 'checked' : 'repeatable');

/** A down that ended goes on as another one: it looks at what its undo reads, then takes down. */
export function foretellDown(before: Situation, seen: SeenSteps = {}): PreviewStep[] {
  const undoneBefore = undoneBy(before.rules, before.memory);
  const after = {
    rules: { ...before.rules, undoneBefore },
    memory: createMemory(before.rules.graph.plan, 0),
  };
  const { rules, memory } = after;
  rehearse(after, expectation(before, after, seen));
  beginUndo(rules, memory);
  const order: string[] = [];
  for (;;) {
    const starts = settleUndo(rules, memory, rehearsalTime);
    for (const { id } of starts) {
      order.push(id);
      recordResult(entry(memory.undo ?? {}, id), { undone: true }, rehearsalTime);
    }
    if (starts.length === 0) break;
  }
  const others = Object.keys(memory.undo ?? {}).filter((id) => !order.includes(id));
  return [...order, ...others].map((id): PreviewStep => {
    const own = entry(memory.undo ?? {}, id);
    const type = rules.graph.steps.get(stepOf(id))?.type ?? '';
    const told = { id, type, safety: 'repeatable' } as const;
    if (own.failure) return { ...told, action: 'kept', why: own.failure.message };
    return outcomeOf(own)?.kind === 'undone'
      ? { ...told, action: 'taken-down', why: 'where it is there' }
      : { ...told, action: 'skipped', why: own.why ?? 'nothing to take down' };
  });
}

/** While things are taken down, a resume has the next attempts at once of those that wait for one. */
export function foretellUndoNow({ rules, memory }: Situation, named?: string[]): PreviewStep[] {
  return Object.entries(memory.undo ?? {})
    .filter(([id, { state }]) => state === 'retrying' && (named?.includes(id) ?? true))
    .map(
      ([id, { failure }]): PreviewStep => ({
        id,
        type: rules.graph.steps.get(stepOf(id))?.type ?? '',
        safety: 'repeatable',
        action: 'taken-down',
        why: `failed: ${failure?.message ?? ''}`,
      }),
    );
}
