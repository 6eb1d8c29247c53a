import type { RunView, StepView } from '../../contract/run.js';

/** What a look found, in one line; while it looks, how far it is. */
export function planProgress({ steps, endedAt }: Pick<RunView, 'steps' | 'endedAt'>): string {
  if (endedAt !== undefined) return `Plan: ${planSummary(steps)}`;
  const seen = steps.filter(({ state }) => !underWay.has(state)).length;
  return `Looking: ${seen} of ${steps.length} steps…`;
}

const underWay = new Set<StepView['state']>(['waiting', 'running', 'retrying']);

/** `3 to do · 14 hold already`. */
function planSummary(steps: StepView[]): string {
  const count = (...changes: StepView['change'][]) =>
    steps.filter(({ change }) => changes.includes(change)).length;
  const parts: [number, string][] = [
    [count('to-do', 'known-after-apply'), 'to do'],
    [count('always-runs'), 'always run'],
    [count('unchanged', 'reused'), 'hold already'],
    [count('unknown'), 'could not be checked'],
  ];
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.join(' · ') || 'nothing to do';
}
