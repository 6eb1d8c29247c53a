import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes.js';
import { limits } from '../limits.js';
import { inQuotes } from '../values/numbers.js';
import type { MapNode, Node, TextRange } from './node.js';
import { scalarOf } from './scalar.js';

type Report = (code: DiagnosticCode, at: TextRange, message: string, hint?: string) => void;

interface Anchor {
  node: Node;
  values: number;
  height: number;
}

/** Thrown inside only: a limit is reached, so what follows would be noise. */
class LimitReached extends Error {}

/**
 * The library's nodes as ours: aliases resolved, keys text, values JSON. Undefined where something
 * is wrong; everything wrong is reported.
 */
export function convert(document: Document.Parsed, report: Report): Node | undefined {
  const converter = new Converter(report);
  try {
    const node = converter.node(document.contents, 0);
    return converter.failed ? undefined : node;
  } catch (error) {
    if (error instanceof LimitReached) return undefined;
    throw error;
  }
}

/** What is said of `<<`, wherever it stands. */
export const mergeKeys = {
  message: 'merge keys (<<) are not known here',
  hint: 'write the fields out; what all steps share stands in defaults and env of the pipeline',
};

/** A bare `<<`. In quotes it is a key like any other. */
function isMergeKey(key: ParsedNode | null): boolean {
  return isScalar(key) && key.source === '<<' && key.type === 'PLAIN';
}

class Converter {
  failed = false;
  readonly #report: Report;
  /**
   * By name, as far as read. Aliases share the node of their anchor; how many values it stands for,
   * and how deep, is known. (The library looks an alias up by walking the whole document.)
   */
  readonly #anchors = new Map<string, Anchor | 'open'>();
  #values = 0;
  /** How deep the deepest value since the last anchor's start lies. */
  #deepest = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  node(from: ParsedNode | null, depth: number): Node {
    if (from === null) return { kind: 'scalar', value: null, start: 0, end: 0 };
    const range = rangeOf(from);
    if (isAlias(from)) return this.#alias(from.source, range, depth);
    const before = { values: this.#values, deepest: this.#deepest };
    this.#count(1, range);
    this.#descend(depth, range);
    const { anchor } = from;
    if (anchor !== undefined) {
      this.#deepest = depth;
      this.#anchors.set(anchor, 'open');
    }
    const node = this.#build(from, range, depth);
    if (anchor !== undefined) {
      const values = this.#values - before.values;
      this.#anchors.set(anchor, { node, values, height: this.#deepest - depth });
    }
    this.#deepest = Math.max(this.#deepest, before.deepest);
    return node;
  }

  #build(from: ParsedNode, range: TextRange, depth: number): Node {
    if (isMap(from)) return this.#map(from, range, depth);
    if (isSeq(from)) {
      const items = from.items.map((item) => this.node(item as ParsedNode, depth + 1));
      return { kind: 'list', items, ...range };
    }
    const scalar = isScalar(from) ? scalarOf(from.value, from.source) : undefined;
    if (scalar) return { kind: 'scalar', ...scalar, ...range };
    const written = isScalar(from) ? (from.source ?? String(from.value)) : 'this';
    this.#fail('yaml.value', range, `${written} is no value that JSON has`, inQuotes);
    return { kind: 'scalar', value: null, ...range };
  }

  #map(from: ParsedNode & { items: unknown[] }, range: TextRange, depth: number): MapNode {
    const entries: MapNode['entries'] = new Map();
    for (const pair of from.items as { key: ParsedNode; value: ParsedNode | null }[]) {
      const key = pair.key === null ? range : rangeOf(pair.key);
      const name = isScalar(pair.key) ? pair.key.value : undefined;
      const value: Node = pair.value
        ? this.node(pair.value, depth + 1)
        : { kind: 'scalar', value: null, ...key };
      if (isMergeKey(pair.key)) {
        this.#fail('yaml.key', key, mergeKeys.message, mergeKeys.hint);
      } else if (typeof name !== 'string') {
        this.#fail('yaml.key', key, 'a key has to be text', 'write it in quotes');
      } else if (name === '__proto__') {
        this.#fail('yaml.key', key, '__proto__ cannot be a key');
      } else {
        entries.set(name, { key, value });
      }
    }
    return { kind: 'map', entries, ...range };
  }

  #alias(name: string, range: TextRange, depth: number): Node {
    const known = this.#anchors.get(name);
    if (known === 'open') this.#stop(range, 'this alias stands inside its anchor');
    if (!known) {
      this.#fail('yaml.syntax', range, 'this alias has no anchor above it');
      return { kind: 'scalar', value: null, ...range };
    }
    this.#count(known.values, range);
    this.#descend(depth + known.height, range);
    return known.node;
  }

  #descend(depth: number, range: TextRange): void {
    if (depth > limits.depth) this.#stop(range, `nested deeper than ${limits.depth} levels`);
    this.#deepest = Math.max(this.#deepest, depth);
  }

  #count(values: number, range: TextRange): void {
    this.#values += values;
    if (this.#values > limits.values) {
      this.#stop(range, `with its aliases expanded, this is more than ${limits.values} values`);
    }
  }

  #fail(code: DiagnosticCode, range: TextRange, message: string, hint?: string): void {
    this.failed = true;
    this.#report(code, range, message, hint);
  }

  #stop(range: TextRange, message: string): never {
    this.#fail('file.too-large', range, message);
    throw new LimitReached(message);
  }
}

function rangeOf(node: ParsedNode): TextRange {
  return { start: node.range[0], end: node.range[1] };
}
