import { isMap, isSeq, parseDocument } from 'yaml';
import { tooMuch } from './guard.js';

/** What makes a map a step. */
const words = ['id', 'run', 'uses'];

/**
 * Whether a text is YAML that says what steps there are, however it is written; of a broken one, as far
 * as can be told. For those who look for pipelines among other files.
 */
export function saysSteps(text: string): boolean {
  // To parse takes its time, and most YAML has no such word.
  if (!/\bsteps\b/.test(text) || tooMuch(text)) return false;
  const { contents } = parseDocument(text, { logLevel: 'silent' });
  const steps = isMap(contents) ? contents.get('steps') : undefined;
  if (!isSeq(steps)) return false;
  return steps.items.some((step) => isMap(step) && words.some((word) => step.has(word)));
}
