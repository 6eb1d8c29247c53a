import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attemptId, nameLogsFolder, stepLogsFolder } from '../../activities/attempt/places.js';
import { followLogs, listLogs, readLog } from '../../worker/logs.js';

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
  const third = log('lab/box', 3, 2, 'four');
  const first = log('lab/box', 1, 1, '');
  const second = log('answers[core 01]', 2, 1, '');
  expect(await listLogs(home, run)).toEqual([
    { step: 'lab/box', id: '20261123T180201.123Z-1', attempt: 1, path: first, size: 0 },
    { step: 'answers[core 01]', id: '20261123T180202.123Z-1', attempt: 1, path: second, size: 0 },
    { step: 'lab/box', id: '20261123T180203.123Z-2', attempt: 2, path: third, size: 4 },
  ]);
});

test('logs of one step are its own', async () => {
  log('a', 1, 1, '');
  log('b', 2, 1, '');
  expect((await listLogs(home, { ...run, step: 'b' })).map(({ step }) => step)).toEqual(['b']);
});

test('without a run id the logs are those of the run that wrote last, whatever step wrote', async () => {
  log('a', 1, 1, '');
  log('b', 2, 1, '');
  const later = stepLogsFolder(home, { ...run, runId: 'r2' }, 'a');
  mkdirSync(later, { recursive: true });
  const id = attemptId(new Date(Date.UTC(2026, 10, 23, 18, 3)), 1);
  writeFileSync(join(later, `${id}.log`), 'later');
  const found = async (step?: string) =>
    (await listLogs(home, { name: 'coreos', ...(step ? { step } : {}) })).map((one) => one.id);
  expect(await found()).toEqual([id]);
  expect(await found('a')).toEqual([id]);
  // The later run has not come to it: the log of the earlier run is not its own.
  expect(await found('b')).toEqual([]);
});

test('a run that left no log here has none', async () => {
  expect(await listLogs(home, run)).toEqual([]);
  expect(await listLogs('/dev/null/muster', { ...run, step: 'a' })).toEqual([]);
});

test('a line that is being written is left for later', async () => {
  const path = log('a', 1, 1, 'one\ntw');
  const { lines, offset } = await readLog(path);
  expect(lines).toEqual(['one']);
  appendFileSync(path, 'o\n');
  expect((await readLog(path, offset)).lines).toEqual(['two']);
});

test('who follows is told every line once, of attempts that begin later as well', async () => {
  const first = log('a', 1, 1, 'one\n');
  const done = new AbortController();
  const told: string[] = [];
  for await (const { log: from, lines } of followLogs(home, run, {
    signal: done.signal,
    everyMs: 1,
  })) {
    told.push(...lines.map((line) => `${from.step} ${from.attempt} ${line}`));
    if (told.length === 1) appendFileSync(first, 'two\n');
    if (told.length === 2) log('b', 2, 1, 'three\n');
    if (told.length === 3) done.abort();
  }
  expect(told).toEqual(['a 1 one', 'a 1 two', 'b 1 three']);
});

test('a log that does not grow is not read again', async () => {
  const path = log('a', 1, 1, 'one\nunfinished');
  const done = new AbortController();
  const follow = followLogs(home, run, { signal: done.signal, everyMs: 5 });
  expect((await follow.next()).value).toMatchObject({ lines: ['one'] });
  const next = follow.next();
  await new Promise((resolve) => setTimeout(resolve, 30));
  // Read at a look without need, it would be told; its size says that nothing was added.
  const file = openSync(path, 'r+');
  writeSync(file, 'UNFINISHE\n', 4);
  closeSync(file);
  await new Promise((resolve) => setTimeout(resolve, 30));
  appendFileSync(path, 'two\n');
  expect((await next).value).toMatchObject({ lines: ['UNFINISHE', 'two'] });
  done.abort();
  await follow.return(undefined);
});

test('logs of a step whose id is too long for a file’s name bear its whole id', async () => {
  const long = `machine[${'ü'.repeat(200)}]`;
  log(long, 1, 1, 'one\n');
  nameLogsFolder(stepLogsFolder(home, run, long), long);
  log('short', 2, 1, '');
  nameLogsFolder(stepLogsFolder(home, run, 'short'), 'short');
  expect((await listLogs(home, run)).map(({ step }) => step)).toEqual([long, 'short']);
  expect((await listLogs(home, { ...run, step: long })).map(({ step }) => step)).toEqual([long]);
});

test('logs of a long id that an earlier version wrote are found by the id', async () => {
  const long = `machine[${'x'.repeat(300)}]`;
  log(long, 1, 1, '');
  expect((await listLogs(home, { ...run, step: long })).map(({ step }) => step)).toEqual([long]);
});
