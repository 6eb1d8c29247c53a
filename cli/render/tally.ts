import type { StepView } from '../../contract/run.js';
import { changeWord } from '../../contract/words.js';
import { count } from './count.js';

/** Steps by how they ended: `2 changed, 9 unchanged, 1 skipped`. */
export function tally(steps: StepView[]): string {
  const words = new Map<string, number>();
  for (const step of steps) {
    const word = step.state === 'done' ? changeWord(step.change) : step.state;
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  const only = words.size === 1 ? [...words][0] : undefined;
  if (only !== undefined) return `${count(only[1], 'step')} ${only[0]}`;
  return [...words]
    .sort(([a], [b]) => Number(isQuiet(a)) - Number(isQuiet(b)))
    .map(([word, number]) => `${number} ${word}`)
    .join(', ');
}

function isQuiet(word: string): boolean {
  return word === 'unchanged' || word === 'skipped';
}
