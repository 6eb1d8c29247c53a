import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hidesNothing } from '../../../activities/attempt/masking/masker.js';
import { stepLogsFolder } from '../../../activities/attempt/places.js';
import { StepLog } from '../../../activities/attempt/step-log.js';
import { listLogs, readLog } from '../../../worker/logs.js';
import { tempFolder } from '../temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let path: string;
beforeEach(async () => {
  folder = await tempFolder();
  path = join(stepLogsFolder(folder.path, run, 'box'), '20261123T180200.123Z-1.log');
});
afterEach(() => folder.remove());

const run = { name: 'coreos', runId: 'r1' };
const none = hidesNothing;
const sizes = { head: 200_000, tail: 300_000, piece: 100_000 };

async function read(from = 0): Promise<string[]> {
  const all: string[] = [];
  for (let offset = from; ; ) {
    const piece = await readLog(path, offset);
    if (piece.lines.length === 0) return all;
    all.push(...piece.lines);
    offset = piece.offset;
  }
}

/** `line 0000017 xxx…`, 100 bytes with its end. */
const line = (number: number) => `line ${String(number).padStart(7, '0')} `.padEnd(99, 'x');

function write(count: number): StepLog {
  const log = new StepLog(path, none, sizes);
  for (let number = 0; number < count; number++) log.write(line(number));
  return log;
}

it('a short log is one file, whole', async () => {
  write(1000).close();
  expect(readdirSync(dirname(path))).toHaveLength(1);
  expect(await read()).toEqual(Array.from({ length: 1000 }, (_, number) => line(number)));
});

it('a long log keeps its beginning and its end, and says how much is left out between', async () => {
  write(100_000).close();
  const lines = await read();
  const gap = lines.findIndex((text) => text.endsWith('left out here'));
  expect(lines[0]).toBe(line(0));
  expect(lines[gap - 1]).toBe('# the log is long: of what follows only the end is kept');
  expect(lines.at(-1)).toBe(line(99_999));
  const end = lines.slice(gap + 1);
  expect(end.length * 100).toBeGreaterThanOrEqual(sizes.tail);
  expect(end).toEqual(end.map((_, index) => line(100_000 - end.length + index)));
  const missing = 100_000 - (gap - 1) - end.length;
  expect(lines[gap]).toBe(
    `# ${((missing * 100) / 1024 / 1024).toFixed(1)} MiB of output are left out here`,
  );
  const [log] = await listLogs(folder.path, run);
  expect(log?.size).toBe(100_000 * 100 + (lines[gap - 1]?.length ?? 0) + 1);
});

it('takes no more of the disk, however long it becomes', () => {
  const log = write(50_000);
  log.close();
  const onDisk = readdirSync(dirname(path)).map((name) => statSync(join(path, '..', name)).size);
  const all = onDisk.reduce((sum, size) => sum + size, 0);
  // What is written in one go may go over a limit by its own size.
  const once = 66_000;
  expect(all).toBeLessThan(sizes.head + sizes.tail + 2 * (sizes.piece + once) + once);
});

it('is told once to who follows it, who may have to leave something out as well', async () => {
  const log = new StepLog(path, none, sizes);
  let offset = 0;
  const told: string[] = [];
  for (let number = 0; number < 20_000; number++) {
    log.write(line(number));
    if (number % 2500 !== 0) continue;
    for (let lines = ['']; lines.length > 0; ) {
      ({ lines, offset } = await readLog(path, offset));
      told.push(...lines);
    }
  }
  log.close();
  told.push(...(await read(offset)));
  const numbers = told
    .filter((text) => text.startsWith('line'))
    .map((text) => Number(text.slice(5, 12)));
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(numbers.at(-1)).toBe(19_999);
});

it('has its last lines just before its size, as the live view reads them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9_000 }), async (count) => {
      rmSync(dirname(path), { recursive: true, force: true });
      write(count).close();
      const [log] = await listLogs(folder.path, run);
      const { lines } = await readLog(path, Math.max(0, (log?.size ?? 0) - 4096));
      expect(lines.findLast((text) => !text.startsWith('#'))).toBe(line(count - 1));
    }),
    { numRuns: 10 },
  );
});
