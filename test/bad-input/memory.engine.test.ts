import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aliasBomb, levels } from './hostile-texts.js';

/** The built program on texts that are made to do harm. How long it takes is for the bench. */
const muster = resolve(import.meta.dirname, '../../dist/muster.js');

/** Makes a process say at its end how much memory it had at most, in KiB: getrusage(2). */
const sayMemory = `data:text/javascript,process.on('exit',()=>console.error('KiB',process.resourceUsage().maxRSS))`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-memory-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['a bomb of aliases', aliasBomb, 'more than 50000 values'],
  ['5,000 levels', levels(5000), 'nested deeper than 64 levels'],
  ['a mebibyte of brackets', '['.repeat(1024 * 1024), 'nested deeper than 64 levels'],
  ['50 MB', Buffer.alloc(50_000_000, 'a: b\n'), 'larger than 1 MiB'],
])('%s takes less than 200 MB, and ends with 3', async (_, text, says) => {
  await writeFile(join(folder, 'pipeline.yaml'), text);
  const { exitCode, stderr } = await execa(
    process.execPath,
    ['--import', sayMemory, muster, 'validate', 'pipeline.yaml'],
    { cwd: folder, reject: false, stdin: 'ignore', env: { MUSTER_HOME: join(folder, 'state') } },
  );
  const memory = Number(/^KiB (\d+)$/m.exec(stderr)?.[1]) * 1024;
  expect(stderr.replace(/\s+/g, ' ')).toContain(says);
  expect(exitCode).toBe(3);
  expect(memory).toBeGreaterThan(1_000_000);
  expect(memory).toBeLessThan(200_000_000);
});
