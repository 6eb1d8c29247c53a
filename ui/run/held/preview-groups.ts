import type { PreviewStep } from '../../../contract/preview.js';

/** The steps of a preview by what they are to a reader. */
export interface PreviewGroups {
  /** Does not hold, would be held again, could not be checked, or waits for a tick: read first. */
  first: PreviewStep[];
  /** What will be done, or may be. */
  toDo: PreviewStep[];
  /** Holds, or is left as it is: nothing to decide here. */
  stays: PreviewStep[];
}

/** What has to be read before anybody resumes comes first; what stays as it is may be folded. */
export function previewGroups(steps: readonly PreviewStep[]): PreviewGroups {
  const groups: PreviewGroups = { first: [], toDo: [], stays: [] };
  for (const step of steps) groups[groupOf(step)].push(step);
  return groups;
}

const untouched = new Set<PreviewStep['action']>(['kept', 'left-in-place', 'skipped']);

function groupOf({ mustName, seen, action, definition }: PreviewStep): keyof PreviewGroups {
  if (mustName || (seen && (seen.holds !== true || seen.blocked))) return 'first';
  if (definition !== undefined) return 'toDo';
  return seen?.holds || untouched.has(action) ? 'stays' : 'toDo';
}

/** The same in one line: `1 does not hold · 4 to do · 10 hold`. */
export function previewSummary(steps: readonly PreviewStep[]): string {
  const seen = steps.filter((step) => step.seen !== undefined);
  const differs = seen.filter((step) => step.seen?.holds === false).length;
  const unseen = steps.filter((step) => step.seen === undefined);
  const count = (...actions: PreviewStep['action'][]) =>
    unseen.filter(({ action }) => actions.includes(action)).length;
  const parts: [number, string][] = [
    [differs, differs === 1 ? 'does not hold' : 'do not hold'],
    [seen.filter((step) => step.seen?.blocked).length, 'would be held again'],
    [seen.filter((step) => step.seen?.holds === undefined).length, 'could not be checked'],
    [count('checked'), 'checked'],
    [count('done-again'), 'done again'],
    [count('to-do'), 'to do'],
    [count('known-after-apply'), 'known after apply'],
    [count('asked'), 'asked'],
    [count('held'), 'still held'],
    [count('waits'), 'waiting'],
    [count('taken-down'), 'to take down'],
    [count('removed'), 'no longer there'],
    [seen.filter((step) => step.seen?.holds).length, 'hold'],
    [count('kept', 'left-in-place'), 'kept'],
    [count('skipped'), 'skipped'],
  ];
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.join(' · ') || 'No step.';
}
