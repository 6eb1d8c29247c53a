import type { Json } from '../../contract/plan.js';
import type { Scalar } from './scalar.js';

/** Offsets into the text of a file. */
export interface TextRange {
  start: number;
  end: number;
}

export interface ScalarNode extends TextRange, Scalar {
  kind: 'scalar';
}

interface ListNode extends TextRange {
  kind: 'list';
  items: Node[];
}

export interface MapNode extends TextRange {
  kind: 'map';
  entries: Map<string, { key: TextRange; value: Node }>;
}

/** A YAML value with its place: aliases resolved, keys text, values JSON. */
export type Node = ScalarNode | ListNode | MapNode;

/** Keys and list positions that lead to a value. */
export type Path = readonly (string | number)[];

/** The plain value of a node, where nothing is known of what is asked for: see `readNode`. */
export function toJson(node: Node): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toJson(value)]));
  }
}

/** The node at a path, or the nearest one around it that exists. */
export function nodeAt(root: Node, path: Path): Node {
  const [first, ...rest] = path;
  const child = first === undefined ? undefined : childOf(root, first);
  return child ? nodeAt(child.value, rest) : root;
}

/** The key at the end of a path; the nearest node where there is none (list items). */
export function keyAt(root: Node, path: Path): TextRange {
  const parent = nodeAt(root, path.slice(0, -1));
  const last = path.at(-1);
  return (last === undefined ? undefined : childOf(parent, last)?.key) ?? nodeAt(root, path);
}

function childOf(node: Node, step: string | number): { key?: TextRange; value: Node } | undefined {
  if (node.kind === 'map') return node.entries.get(String(step));
  if (node.kind !== 'list') return undefined;
  const value = node.items[Number(step)];
  return value && { value };
}
