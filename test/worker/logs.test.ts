import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attemptId, stepLogsFolder } from '../../activities/attempt/places.js';
import { attemptLogs, lastLogLine } from '../../worker/logs.js';

const run = { name: 'coreos', runId: 'r1' };
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-logs-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function log(step: string, second: number, attempt: number, text: string): string {
  const folder = stepLogsFolder(home, run, step);
  const startedAt = new Date(Date.UTC(2026, 10, 23, 18, 2, second, 123));
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${attemptId(startedAt, attempt)}.log`);
  writeFileSync(path, text);
  return path;
}

test('logs of a run come in the order in which its attempts began, whatever the step', async () => {
  const third = log('lab/box', 3, 2, '');
  const first = log('lab/box', 1, 1, '');
  const second = log('answers[core 01]', 2, 1, '');
  expect(await attemptLogs(home, run)).toEqual([
    { step: 'lab/box', startedAt: '2026-11-23T18:02:01.123Z', attempt: 1, path: first },
    { step: 'answers[core 01]', startedAt: '2026-11-23T18:02:02.123Z', attempt: 1, path: second },
    { step: 'lab/box', startedAt: '2026-11-23T18:02:03.123Z', attempt: 2, path: third },
  ]);
});

test('logs of one step are its own', async () => {
  log('a', 1, 1, '');
  log('b', 2, 1, '');
  expect((await attemptLogs(home, run, 'b')).map(({ step }) => step)).toEqual(['b']);
});

test('a run that left no log here has none', async () => {
  expect(await attemptLogs(home, run)).toEqual([]);
  expect(await attemptLogs('/dev/null/muster', run, 'a')).toEqual([]);
  expect(await lastLogLine(home, run, 'a')).toBeUndefined();
});

test('the last line is the last whole one of the newest attempt, without notes', async () => {
  log('a', 1, 1, 'old\n');
  log('a', 2, 2, '# up a\none\ntwo\n\n# note\nhalf of a li');
  expect(await lastLogLine(home, run, 'a')).toBe('two');
});

test('a very long log costs no more than its end', async () => {
  log('a', 1, 1, `${'x'.repeat(100_000)}\nlast\n`);
  expect(await lastLogLine(home, run, 'a')).toBe('last');
});
