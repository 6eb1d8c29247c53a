import type { Json } from '../../contract/plan.js';
import { Diagnostics } from '../diagnostics/diagnostic.js';
import { toJson } from '../source/node.js';
import { parseSource } from '../source/parse.js';

/**
 * A value of which nobody says what it is for, as YAML reads it: `3` is a number, `[a, b]` a list,
 * and what would be printed otherwise (`1.10`) the text that it is. Or what is wrong with it.
 */
export function readLooseValue(text: string): { value: Json } | { problem: string } {
  if (text.trim() === '') return { value: null };
  const diagnostics = new Diagnostics();
  const source = parseSource('', text, diagnostics);
  if (source) return { value: toJson(source.root) };
  const [first] = diagnostics.inOrder(['']);
  return { problem: [first?.message, first?.hint].filter(Boolean).join(': ') };
}
