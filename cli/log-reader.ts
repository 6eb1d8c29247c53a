import { open } from 'node:fs/promises';

const chunkBytes = 64 * 1024;
const newline = 0x0a;

/** Reads growing files line by line: each call brings what has been written since the last. */
export class LogReader {
  readonly #files = new Map<string, { offset: number; rest: Buffer }>();

  /** New whole lines of a file; with `all`, also a last one that has no end yet. */
  async *lines(path: string, all = false): AsyncIterable<string> {
    const known = this.#files.get(path) ?? { offset: 0, rest: Buffer.alloc(0) };
    this.#files.set(path, known);
    const file = await open(path);
    try {
      for (;;) {
        const { buffer, bytesRead } = await file.read({
          buffer: Buffer.alloc(chunkBytes),
          position: known.offset,
        });
        if (bytesRead === 0) break;
        known.offset += bytesRead;
        const text = Buffer.concat([known.rest, buffer.subarray(0, bytesRead)]);
        const end = text.lastIndexOf(newline) + 1;
        known.rest = text.subarray(end);
        if (end > 0) yield* text.toString('utf8', 0, end - 1).split('\n');
      }
    } finally {
      await file.close();
    }
    if (all && known.rest.length > 0) {
      yield known.rest.toString('utf8');
      known.rest = Buffer.alloc(0);
    }
  }
}
