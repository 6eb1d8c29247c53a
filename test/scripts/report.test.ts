import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Progress } from '../../scripts/lib/test/progress.mjs';
import { outcome, reportLines } from '../../scripts/lib/test/report.mjs';
import { Screen } from '../../scripts/lib/test/screen.mjs';
import { runVitest } from '../../scripts/lib/test/vitest.mjs';

/** A real run of Vitest on tiny files, as `npm test` does it. */
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
/** What is written while it runs, where there is no terminal, and with all tests named. */
let quiet = '';
let verbose = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-report-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const short = new Progress('unit', { screen: new Screen((text: string) => (quiet += text)) });
  const screen = new Screen((text: string) => (verbose += text));
  const long = new Progress('unit', { screen, verbose: true });
  const run = await runVitest(['--root', folder, '--globals'], {
    onEvent: (event) => {
      short.take(event);
      long.take(event);
    },
  });
  const outcomes = Object.values(run.report);
  short.end(outcomes);
  long.end(outcomes);
  lines = reportLines({ outcomes, files: run.files });
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

it('names the slowest files', () => {
  const slow = lines.indexOf('Slowest files, and what they waited for:');
  expect(lines.slice(slow + 1, slow + 5).join('\n')).toMatch(/ s {2}late\.test\.js/);
});

it('tells each failure at once, with file and line, and each kind in one line', () => {
  const [first = '', last = ''] = [quiet.split('\n')[0], quiet.trim().split('\n').at(-1)];
  expect(first).toMatch(/^ {2}✗ /);
  expect(quiet.match(/✗/g)).toHaveLength(4);
  expect(quiet).toMatch(/works\.test\.js:5$/m);
  expect(quiet).not.toContain('adds');
  expect(last).toMatch(/^unit {4}2 passed, 4 failed, 2 skipped \(.* s\)$/);
});

it('names every test if asked to', () => {
  expect(verbose).toContain('  ✓ works.test.js > adds\n');
  expect(verbose).toContain('  - works.test.js > mounts\n');
  expect(verbose).toContain('  ✗ works.test.js > a group > subtracts\n');
});

it('says what Vitest wrote where it does not come to tests', async () => {
  const { code, report } = await runVitest(['--root', folder, '--config', 'nowhere.ts']);
  expect(code).toBe(1);
  expect(reportLines({ outcomes: Object.values(report) }).join('\n')).toContain('nowhere.ts');
});

describe('on a terminal', () => {
  const written: string[] = [];
  const screen = new Screen((text: string) => written.push(text), 40);
  const up = '\x1b[1A\x1b[2K';

  it('shows a line for each kind that runs, never wider than the terminal', () => {
    const lab = new Progress('lab', { screen });
    const engine = new Progress('engine', { screen });
    engine.take({ type: 'files', count: 12 });
    engine.take({ type: 'start', file: 'test/resume/a-long-name-of-a-file.engine.test.ts' });
    engine.take({ type: 'test', name: 'a', state: 'passed', ms: 5 });
    written.length = 0;
    engine.take({ type: 'failed', name: 'b', why: 'broken' });
    expect(written.slice(0, 3)).toEqual([up, up, '  ✗ b\n      broken\n']);
    expect(written.slice(3)).toHaveLength(2);
    expect(written.slice(3).every((line) => line.trimEnd().length < 40)).toBe(true);

    written.length = 0;
    engine.end([outcome({ passed: 1 })]);
    expect(written.join('')).toMatch(/engine {2}1 passed, 0 failed, 0 skipped \(.*\)\nlab/);
    lab.end([outcome({ passed: 2 })]);
    expect(written.at(-1)).toMatch(/^lab {5}2 passed/);
  });
});

describe('the end of a run', () => {
  it('tells what each part took, and what was made for the first time', () => {
    const parts = [
      { name: 'set up', ms: 61_000, first: [{ name: 'Chromium', ms: 20_000 }] },
      { name: 'unit', ms: 58_000 },
    ];
    expect(reportLines({ outcomes: [outcome({ passed: 3 })], parts, inAll: 119_000 })).toEqual([
      'Set up 61 s (first time: Chromium 20 s), unit 58 s; 1 min 59 s in all.',
      '',
      '3 passed, 0 failed, 0 skipped',
    ]);
  });

  it('names ten files at most, the slowest first, with what they waited for', () => {
    const files = Array.from({ length: 12 }, (_, i) => ({
      file: `f${i}.test.ts`,
      ms: i * 10_000,
      waits: { timers: 250, servers: 750 },
    }));
    const lines = reportLines({ outcomes: [], files });
    expect(lines).toHaveLength(1 + 10 + 1 + 1);
    expect(lines[1]).toBe('  1 min 50 s  f11.test.ts  servers 75 %, timers 25 %');
  });
});
