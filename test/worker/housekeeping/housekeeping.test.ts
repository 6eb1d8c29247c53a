import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AttemptRecord, openRecord } from '../../../activities/attempt/attempt-record.js';
import { attemptsFolder } from '../../../activities/attempt/places.js';
import { ownIdentity } from '../../../activities/process/proc.js';
import { homeAt } from '../../../worker/engine/home.js';
import { limitLog, openLog } from '../../../worker/engine/log-file.js';
import { keepHouse, tidy } from '../../../worker/housekeeping/housekeeping.js';
import { removeStaleAttempts } from '../../../worker/housekeeping/stale-attempts.js';
import type { Keeps } from '../../../worker/housekeeping/temporal-keeps.js';
import { Tickets } from '../../../worker/tickets.js';
import { tempFolder } from '../../activities/temp-folder.js';

const day = 24 * 60 * 60 * 1000;
const later = Date.now() + 365 * day;

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

/** A Temporal that keeps nothing, or does not answer. */
function empty(answers = { at: true }): Keeps {
  const ifIt =
    <Answer>(answer: Answer) =>
    async () => {
      if (!answers.at) throw new Error('unreachable');
      return answer;
    };
  return {
    namespace: ifIt({ id: 'here', retention: 90 * day }),
    executionsOf: ifIt(new Set<string>()),
    chainOf: ifIt(undefined),
  };
}

function withRun(): Tickets {
  const tickets = new Tickets(folder.path);
  tickets.take('t', { execution: 'e1', name: 'shop', runId: 'e1', namespace: 'here' });
  return tickets;
}

const notes = ({ folder }: Tickets) => readdirSync(folder).filter((one) => one !== 'used');

test('a state directory is looked through once a day, and by whoever comes next', async () => {
  const tickets = withRun();
  const told: string[] = [];
  const look = (now: number) =>
    tidy({
      home: homeAt(folder.path),
      keeps: empty(),
      log: (message) => told.push(message),
      now: () => now,
    });
  await look(later);
  // Too soon for another look, however often an engine starts.
  await look(later + day - 1);
  expect(notes(tickets)).toHaveLength(1);
  await look(later + 8 * day);
  expect(notes(tickets)).toHaveLength(0);
  expect(told).toEqual(['Removed what was left of runs that Temporal keeps no more']);
});

test('where Temporal is away nothing is removed, nobody is stopped, and the next look is not put off', async () => {
  const tickets = withRun();
  const answers = { at: false };
  const told: string[] = [];
  const look = (now: number) =>
    tidy({
      home: homeAt(folder.path),
      keeps: empty(answers),
      log: (message) => told.push(message),
      now: () => now,
    });
  await look(later);
  expect(told).toEqual(['The state directory could not be tidied']);
  answers.at = true;
  await look(later + 1);
  await look(later + 8 * day);
  expect(notes(tickets)).toHaveLength(0);
});

test('what cannot be read of the look before is as if there had been none', async () => {
  const tickets = withRun();
  writeFileSync(join(folder.path, 'housekeeping.json'), '{"at": "yesterday"');
  const options = { home: homeAt(folder.path), keeps: empty(), log: () => {} };
  await tidy({ ...options, now: () => later });
  expect(notes(tickets)).toHaveLength(1);
  await tidy({ ...options, now: () => later + 8 * day });
  expect(notes(tickets)).toHaveLength(0);
});

test('looks come again and again until they are ended, and the last one is waited for', async () => {
  let looks = 0;
  let under = 0;
  const keeps: Keeps = {
    ...empty(),
    namespace: async () => {
      looks++;
      under++;
      await new Promise((resolve) => setImmediate(resolve));
      under--;
      throw new Error('unreachable');
    },
  };
  const end = keepHouse({ home: homeAt(folder.path), keeps, log: () => {}, first: 1, every: 1 });
  await vi.waitFor(() => expect(looks).toBeGreaterThan(2), { interval: 1, timeout: 30_000 });
  await end();
  const before = looks;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([looks, under]).toEqual([before, 0]);
});

test('a log that is written becomes NAME.1 where it is long, and goes on at its beginning', () => {
  const { logs } = homeAt(folder.path);
  mkdirSync(join(folder.path, 'logs'));
  const file = openLog(logs.worker);
  appendFileSync(file, 'before\n');
  limitLog(logs.worker, 7);
  expect(existsSync(`${logs.worker}.1`)).toBe(false);
  appendFileSync(file, 'more\n');
  limitLog(logs.worker, 7);
  appendFileSync(file, 'after\n');
  expect(readFileSync(`${logs.worker}.1`, 'utf8')).toBe('before\nmore\n');
  expect(readFileSync(logs.worker, 'utf8')).toBe('after\n');
});

test('of attempts what no record names goes after a while, and what one names stays', async () => {
  const attempts = attemptsFolder(folder.path);
  const facts: Omit<AttemptRecord, 'phase' | 'programs' | 'groups'> = {
    workflowId: 'shop',
    runId: 'e1',
    activityId: 'x',
    attempt: 1,
    step: 'pay',
    type: 'shell',
    host: 'h',
    queue: 'q',
    bootId: 'b',
    worker: ownIdentity(),
    startedAt: new Date().toISOString(),
    repeatable: false,
  };
  const record = openRecord(attempts, facts);
  mkdirSync(record.directory);
  const left = ['orphan', 'half.json', 'draft.json.123'].map((name) => join(attempts, name));
  mkdirSync(left[0] ?? '');
  writeFileSync(left[1] ?? '', '{"workflowId": "sh');
  writeFileSync(left[2] ?? '', '');
  const old = new Date(0);
  for (const name of readdirSync(attempts)) utimesSync(join(attempts, name), old, old);
  const fresh = join(attempts, 'fresh.json');
  writeFileSync(fresh, '');
  await removeStaleAttempts(folder.path, Date.now() - day);
  expect(left.filter((path) => existsSync(path))).toEqual([]);
  expect([existsSync(fresh), existsSync(record.directory)]).toEqual([true, true]);
  expect(readdirSync(attempts)).toHaveLength(3);
});
