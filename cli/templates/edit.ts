import { isMap, isNode, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Json } from '../../contract/plan.js';

/** What a copy of a pipeline says differently. */
export interface Changes {
  name?: string;
  /** Defaults of inputs. */
  defaults: { [input: string]: Json };
}

interface Edit {
  from: number;
  to: number;
  text: string;
}

/**
 * The text of a pipeline with another name and other defaults: only these values are replaced, so
 * that comments and layout stay.
 */
export function editPipeline(text: string, { name, defaults }: Changes): string {
  const document = parseDocument(text);
  const edits: Edit[] = [];
  const own = document.get('name', true);
  if (name !== undefined && isNode(own)) edits.push({ ...rangeOf(own), text: name });
  for (const [input, value] of Object.entries(defaults)) {
    const definition = document.getIn(['inputs', input], true);
    if (isMap(definition)) edits.push(editOfDefault(text, definition, JSON.stringify(value)));
  }
  return edits
    .sort((a, b) => b.from - a.from)
    .reduce((whole, { from, to, text: by }) => whole.slice(0, from) + by + whole.slice(to), text);
}

/** In place of the old default; else before the first field, in a line of its own where those are. */
function editOfDefault(text: string, definition: YAMLMap, value: string): Edit {
  const old = definition.get('default', true);
  if (isNode(old)) return { ...rangeOf(old), text: value };
  const first = definition.items[0]?.key;
  if (!isNode(first)) return { ...rangeOf(definition), text: `{ default: ${value} }` };
  const { from } = rangeOf(first);
  const indent = ' '.repeat(from - text.lastIndexOf('\n', from - 1) - 1);
  const end = definition.flow ? ', ' : `\n${indent}`;
  return { from, to: from, text: `default: ${value}${end}` };
}

/** Where the parser found it. */
function rangeOf({ range }: Node): { from: number; to: number } {
  const [from, to] = range ?? [0, 0];
  return { from, to };
}
