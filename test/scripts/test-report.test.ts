import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  afterSecondTry,
  failedFiles,
  outcome,
  outside,
  reportLines,
} from '../../scripts/lib/test-report.mjs';

const files = {
  'works.test.js': `
    test('adds', () => expect(1 + 1).toBe(2));
    test('mounts', (task) => task.skip('no right to mount here'));
    describe('a group', () => {
      test('subtracts', () => expect(2 - 1, 'the difference').toBe(3));
    });`,
  'hook.test.js': `
    describe('a server', () => {
      beforeAll(() => { throw new Error('does not start'); });
      test('answers', () => {});
    });`,
  'unreadable.test.js': `import './nowhere.js';`,
  'late.test.js': `
    test('does not wait', async () => {
      Promise.reject(new Error('nobody waited for this'));
      await new Promise((done) => setTimeout(done, 50));
    });`,
};
let folder: string;
let lines: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-report-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const report = join(folder, 'report.json');
  const args = ['run', '--root', folder, '--globals', '--reporter'];
  await execa(
    process.execPath,
    [
      resolve('node_modules/vitest/vitest.mjs'),
      ...args,
      resolve('scripts/lib/vitest-reporter.mjs'),
    ],
    { reject: false, env: { MUSTER_TEST_REPORT: report } },
  );
  lines = reportLines(Object.values(JSON.parse(readFileSync(report, 'utf8'))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('tells each test that was skipped, with the reason', () => {
  expect(lines).toContain('  - works.test.js > mounts: no right to mount here');
  expect(lines).toContain('  - hook.test.js > a server > answers: what it needs failed');
});

it('tells each failure: of a test, of a hook, of a file, and of none of them', () => {
  const failed = lines.filter((line) => line.startsWith('  ✗ ')).sort();
  expect(failed).toEqual([
    '  ✗ hook.test.js > a server',
    '  ✗ outside of any test',
    '  ✗ unreadable.test.js',
    '  ✗ works.test.js > a group > subtracts',
  ]);
  const text = lines.join('\n');
  expect(text).toContain('the difference: expected 1 to be 3');
  expect(text).toMatch(/works\.test\.js:5$/m);
  expect(text).toContain('does not start');
  expect(text).toContain('./nowhere.js');
  expect(text).toContain('nobody waited for this');
});

it('ends with the sum', () => {
  expect(lines.at(-1)).toBe('2 passed, 4 failed, 2 skipped');
});

describe('a second try', () => {
  const came = (passed: number, ...failed: string[]) =>
    outcome({ passed, failed: failed.map((name) => ({ name, why: 'why' })) });

  it('is for the files that failed', () => {
    const first = {
      a: came(3),
      b: came(1, 'b > one'),
      [outside]: came(0, 'x'),
    };
    expect(failedFiles(first)).toEqual(['b']);
  });

  it('counts what passes then, and tells it', () => {
    const first = {
      a: came(3),
      b: came(1, 'b > one'),
      c: came(0, 'c > two', 'c > three'),
    };
    const again = { b: came(2), c: came(1, 'c > three') };
    const { report, unsteady } = afterSecondTry(first, again);
    expect(reportLines(Object.values(report), unsteady)).toEqual([
      'Failed, and passed when run again:',
      ...['  ✗ b > one', '      why', ''],
      'Failed:',
      ...['  ✗ c > two', '      why', '  ✗ c > three', '      why', ''],
      '5 passed, 2 failed, 0 skipped',
    ]);
  });

  it('counts for nothing if something failed outside of its tests', () => {
    const first = { b: came(1, 'b > one') };
    const again = { b: came(2), [outside]: came(0, 'late') };
    expect(afterSecondTry(first, again)).toEqual({ report: first, unsteady: [] });
  });

  it('changes nothing if it tells nothing, as when it was broken off', () => {
    const first = { b: came(1, 'b > one') };
    expect(afterSecondTry(first, {})).toEqual({ report: first, unsteady: [] });
  });
});
