import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { items, modelResult } from '../../scripts/lib/test/long.mjs';
import { addRecord, readRecords } from '../../scripts/lib/test/records.mjs';
import { recordOf, resultOf } from '../../scripts/lib/test/repetitions.mjs';
import { outcome, outside } from '../../scripts/lib/test/report.mjs';
import { markdownTable, writeSection } from '../../scripts/lib/test/sections.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-long-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('npm run test:long', () => {
  const run = (...args: string[]) =>
    execa(process.execPath, ['scripts/test-long.mjs', ...args], { reject: false });

  it('without a name lists what there is', async () => {
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    for (const name of Object.keys(items)) expect(stdout).toContain(`  ${name} `);
  });

  it('refuses what it does not know', async () => {
    expect(await run('chaos')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^There is no long test "chaos"\.\n\nUsage: /),
    });
    expect((await run('model', '--minutes', 'all')).stderr).toMatch(
      /^--minutes takes a number above zero, not "all"\./,
    );
  });

  it('has a place in docs/reliability.md for each', () => {
    const text = readFileSync('docs/reliability.md', 'utf8');
    for (const name of Object.keys(items)) expect(writeSection(text, name, 'x')).not.toBe(text);
  });
});

describe('a section of a document', () => {
  const section = (name: string, body: string) =>
    `<!-- test:long ${name} -->\n\n${body}\n\n<!-- /test:long -->`;

  it('is written anew, and nothing else', () => {
    const text = `# Title\n${section('a', 'old')}\nbetween\n${section('ab', 'other')}\nend\n`;
    const expected = `# Title\n${section('a', 'new $& text')}\nbetween\n${section('ab', 'other')}\nend\n`;
    expect(writeSection(text, 'a', 'new $& text\n')).toBe(expected);
    expect(writeSection(expected, 'a', 'new $& text')).toBe(expected);
  });

  it('that is not there is told', () => {
    expect(() => writeSection('# Title', 'a', 'new')).toThrow('<!-- test:long a -->');
  });

  it('holds a table of whatever a test says', () => {
    expect(markdownTable(['file', 'runs'], [['a|b\n<c>', 3]], [1])).toBe(
      '| file | runs |\n| --- | --: |\n| a\\|b \\<c> | 3 |',
    );
  });
});

describe('what was done', () => {
  it('is kept line by line; a line that was broken off does not count', async () => {
    const file = join(folder, 'new', 'done.jsonl');
    expect(await readRecords(file)).toEqual([]);
    await addRecord(file, { seed: 1 });
    appendFileSync(file, '{"seed": ');
    expect(await readRecords(file)).toEqual([{ seed: 1 }]);
  });

  it('of a file is its first failure, and that of what belongs to no file', () => {
    const file = 'test/a.engine.test.ts';
    const failed = [{ name: `${file} > it > stops`, why: 'timed out\nat a:1' }];
    const timed = [{ file, ms: 1200, waits: {} }];
    expect(recordOf(file, 2, { [file]: outcome({ failed }) }, timed)).toEqual({
      file,
      round: 2,
      ms: 1200,
      failed: 1,
      why: 'it > stops: timed out',
    });
    expect(recordOf(file, 1, { [file]: outcome({ passed: 3 }) }, timed).failed).toBe(0);
    const other = { [outside]: outcome({ failed: [{ name: outside, why: 'no server' }] }) };
    expect(recordOf(file, 1, other, []).why).toBe('no server');
  });

  it('of repetitions is a row for each file', () => {
    const wanted = [1, 2].map((round) => ({ file: 'a', kind: 'engine', round }));
    const one = { file: 'a', round: 1, ms: 1, failed: 0 };
    const bad = { file: 'a', round: 2, ms: 1, failed: 2, why: 'late' };
    expect(resultOf(wanted, [one])).toMatchObject({ isDone: false, wrong: false });
    const { table, isDone, wrong } = resultOf(wanted, [one, bad]);
    expect({ isDone, wrong }).toEqual({ isDone: true, wrong: true });
    expect(table.split('\n').at(-1)).toBe('| a | 2 | 1 | late |');
  });

  it('of random runs is a row for each seed', () => {
    const { summary, table } = modelResult([7, 8], [{ seed: 7, runs: 200, ms: 9000, failed: 0 }]);
    expect(summary).toBe('200 runs, of 2 seeds 1; 0 seeds with a difference from the rules');
    expect(table.split('\n').at(-1)).toBe('| 7 | 200 | 9.0 s | none |');
  });
});
