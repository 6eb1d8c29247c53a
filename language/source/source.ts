import { dirname, relative } from 'node:path';
import type { LineCounter } from 'yaml';
import type { Span } from '../diagnostics/diagnostic.js';
import { keyAt, type Node, nodeAt, type Path, type TextRange } from './node.js';

/** A YAML file that could be read. */
export interface Source {
  /** Absolute. */
  file: string;
  text: string;
  root: Node;
  lines: LineCounter;
}

/** A value in a source. What a diagnostic points at. */
export class Place {
  readonly source: Source;
  readonly path: Path;

  constructor(source: Source, path: Path = []) {
    this.source = source;
    this.path = path;
  }

  at(...keys: (string | number)[]): Place {
    return new Place(this.source, [...this.path, ...keys]);
  }

  /** The node, or the nearest one around it. */
  get node(): Node {
    return nodeAt(this.source.root, this.path);
  }

  /** Whether the file has a map here with this key, and something after it. */
  has(key: string): boolean {
    const { node } = this;
    const value = node.kind === 'map' ? node.entries.get(key)?.value : undefined;
    return value !== undefined && !(value.kind === 'scalar' && value.value === null);
  }

  /** The value, or the nearest value around it. */
  get value(): Span {
    return spanOf(this.source, this.node);
  }

  /** The key of the value; for a list item, the item. */
  get key(): Span {
    return spanOf(this.source, keyAt(this.source.root, this.path));
  }

  /**
   * Where a piece of a text value stands in the file; undefined where the file has it in another
   * form (escapes, folded lines). `after`: the end of the piece found before.
   */
  find(piece: string, after = 0): TextRange | undefined {
    const { node } = this;
    const start = this.source.text.indexOf(piece, Math.max(node.start, after));
    const end = start + piece.length;
    return start < 0 || end > node.end ? undefined : { start, end };
  }

  /** A range of the file. */
  span(range: TextRange): Span {
    return spanOf(this.source, range);
  }
}

/** A path as the file of that place would write it. */
export function nameFrom(place: Place, path: string): string {
  return relative(dirname(place.source.file), path) || '.';
}

/** Line, column and length of a range; the length ends with the first line. */
export function spanOf(source: Omit<Source, 'root'>, { start, end }: TextRange): Span {
  const { line, col } = source.lines.linePos(start);
  const [firstLine = ''] = source.text.slice(start, end).split(/\r?\n/, 1);
  const length = Math.max(1, firstLine.trimEnd().length);
  return { file: source.file, line: Math.max(1, line), column: Math.max(1, col), length };
}
