import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutMark, LineSplitter, lineLimit, Tail } from '../../../activities/process/output.js';

function split(...chunks: (string | Buffer)[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk as string));
  splitter.end();
  return lines;
}

/** Cut bytes at the given places. */
function cutAt(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('lines', () => {
  it('come whole, whatever the chunks', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, places) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(split(...cutAt(bytes, places))).toEqual(lines);
      }),
    );
  });

  it('come the same, however a text with carriage returns is cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n') });
    fc.assert(
      fc.property(text, fc.array(fc.nat()), (all, places) => {
        expect(split(...cutAt(Buffer.from(all), places))).toEqual(split(all));
      }),
    );
  });

  it('show what a progress bar ended with', () => {
    expect(split('10%\r50%\r100%\ndone\r\n')).toEqual(['100%', 'done']);
  });

  it('include a last one without a newline', () => {
    expect(split('a\nb')).toEqual(['a', 'b']);
  });

  it('are cut when endless, and the next one is whole', () => {
    expect(split('x'.repeat(lineLimit), 'yyy', '\nnext\n')).toEqual([
      'x'.repeat(lineLimit) + cutMark,
      'next',
    ]);
  });
});

describe('the tail of an output', () => {
  it('is its end, at most as long as asked', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), fc.nat(64), (chunks, limit) => {
        const tail = new Tail(limit + 4);
        for (const chunk of chunks) tail.push(Buffer.from(chunk.map((byte) => byte & 0x7f)));
        const all = Buffer.concat(chunks.map((chunk) => chunk.map((byte) => byte & 0x7f)));
        expect(tail.toString()).toBe(all.toString().slice(-(limit + 4)));
      }),
    );
  });

  it('does not begin in the middle of a character', () => {
    const tail = new Tail(4);
    tail.push(Buffer.from('ééé'));
    tail.push(Buffer.from('x'));
    expect(tail.toString()).toBe('éx');
  });
});
