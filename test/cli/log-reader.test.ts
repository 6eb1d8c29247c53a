import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { LogReader } from '../../cli/log-reader.js';

const folder = mkdtempSync(join(tmpdir(), 'muster-reader-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(reader: LogReader, path: string, all = false): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of reader.lines(path, all)) lines.push(line);
  return lines;
}

test('each call brings the lines that have been finished since the last', async () => {
  const path = join(folder, 'grows.log');
  const reader = new LogReader();
  writeFileSync(path, 'one\ntw');
  expect(await read(reader, path)).toEqual(['one']);
  appendFileSync(path, 'o\nthree');
  expect(await read(reader, path)).toEqual(['two']);
  expect(await read(reader, path)).toEqual([]);
  expect(await read(reader, path, true)).toEqual(['three']);
});

test('whatever the lines and wherever a write ends, none is lost, cut or repeated', async () => {
  const line = fc
    .string({ unit: 'grapheme', maxLength: 200 })
    .map((text) => text.replaceAll('\n', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.nat(2000), async (lines, cut) => {
      const path = join(folder, 'any.log');
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const reader = new LogReader();
      writeFileSync(path, bytes.subarray(0, cut));
      const before = await read(reader, path);
      appendFileSync(path, bytes.subarray(cut));
      expect([...before, ...(await read(reader, path))]).toEqual(lines);
    }),
    { numRuns: 50 },
  );
});

test('a line longer than what is read at once comes whole', async () => {
  const path = join(folder, 'long.log');
  const long = 'ä'.repeat(100_000);
  writeFileSync(path, `${long}\nshort\n`);
  expect(await read(new LogReader(), path)).toEqual([long, 'short']);
});
