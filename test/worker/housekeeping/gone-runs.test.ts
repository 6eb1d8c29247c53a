import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRecord } from '../../../activities/attempt/attempt-record.js';
import { attemptsFolder, stepLogsFolder } from '../../../activities/attempt/places.js';
import { ownIdentity } from '../../../activities/process/proc.js';
import { grace, removeGoneRuns } from '../../../worker/housekeeping/gone-runs.js';
import type { Keeps } from '../../../worker/housekeeping/temporal-keeps.js';
import { listLogs } from '../../../worker/logs.js';
import { type Holder, Tickets } from '../../../worker/tickets.js';
import { tempFolder } from '../../activities/temp-folder.js';

const day = 24 * 60 * 60 * 1000;
/** A year after everything here was written. */
const later = Date.now() + 365 * day;

let folder: Awaited<ReturnType<typeof tempFolder>>;
let home: string;
let tickets: Tickets;
let gone: { [chain: string]: number };
/** What Temporal keeps: execution → first of its chain. */
let kept: { [name: string]: { [execution: string]: string } };
beforeEach(async () => {
  folder = await tempFolder();
  home = folder.path;
  tickets = new Tickets(home);
  gone = {};
  kept = {};
});
afterEach(() => folder.remove());

const keeps: Keeps = {
  namespace: async () => ({ id: 'here', retention: 90 * day }),
  executionsOf: async (name) => new Set(Object.entries(kept[name] ?? {}).flat()),
  chainOf: async (name, execution) => {
    const all = kept[name] ?? {};
    return execution === undefined ? Object.values(all).at(-1) : all[execution];
  },
};

/** A run that did a step here: its ticket, an attempt's, and a log. */
function leave(by: Partial<Holder> = {}): Holder {
  const holder = { execution: 'e1', name: 'shop', runId: 'e1', namespace: 'here', ...by };
  expect(tickets.take(`ticket of ${holder.execution}`, holder)).toBe(true);
  expect(tickets.takeAttempt(holder.execution, 'pay 1')).toBe(true);
  const logs = stepLogsFolder(home, holder, 'pay');
  mkdirSync(logs, { recursive: true });
  writeFileSync(join(logs, '20261101T000000.000Z-1.log'), 'paid\n');
  return holder;
}

async function look(now = later, from: Keeps = keeps): Promise<number> {
  return removeGoneRuns({ home, keeps: from, gone, now });
}

/** Two looks, with the grace between them. */
async function twice(from: Keeps = keeps): Promise<number> {
  return (await look(later, from)) + (await look(later + grace, from));
}

async function left(holder: Holder): Promise<string[]> {
  const { name, runId, execution } = holder;
  const logs = await listLogs(home, { name, runId });
  const notes = readdirSync(tickets.folder).filter((one) => /^[0-9a-f]{32}$/.test(one));
  const attempts = readdirSync(join(tickets.folder, 'attempts'));
  return [
    ...(logs.length > 0 ? ['logs'] : []),
    ...(notes.some((one) => readFileSync(join(tickets.folder, one), 'utf8').includes(execution))
      ? ['note']
      : []),
    ...(attempts.includes(execution) ? ['attempts'] : []),
  ];
}

const all = ['logs', 'note', 'attempts'];

test('what a run left goes when Temporal has not kept it for a week', async () => {
  const run = leave();
  expect(await look()).toBe(0);
  expect(await look(later + grace - 1)).toBe(0);
  expect(await left(run)).toEqual(all);
  expect(await look(later + grace)).toBe(1);
  expect(await left(run)).toEqual([]);
  expect(readdirSync(join(home, 'runs'))).toEqual([]);
  expect(gone).toEqual({});
});

test('a start that was used stays used when its note is gone, whoever sends it', async () => {
  const run = leave();
  await twice();
  expect(tickets.take('ticket of e1', { ...run, execution: 'e2', runId: 'e2' })).toBe(false);
  expect(tickets.take('ticket of e1', run)).toBe(false);
  expect(await left(run)).toEqual([]);
  expect(readFileSync(join(tickets.folder, 'used'))).toHaveLength(16);
});

test('what Temporal keeps is kept, open or closed, however old', async () => {
  const run = leave();
  kept = { shop: { e1: 'e1' } };
  expect(await twice()).toBe(0);
  expect(await left(run)).toEqual(all);
});

test('a run that went over to other executions is kept as long as any of them', async () => {
  const run = leave();
  leave({ execution: 'e2' });
  // The third did nothing here: a held run that was aborted.
  kept = { shop: { e3: 'e1', other: 'other' } };
  expect(await twice()).toBe(0);
  kept = { shop: { other: 'other' } };
  expect(await twice()).toBe(1);
  expect(await left(run)).toEqual([]);
});

test('a list that says less than Temporal knows removes nothing', async () => {
  const run = leave();
  kept = { shop: { e1: 'e1' } };
  const lagging = { ...keeps, executionsOf: async () => new Set<string>() };
  expect(await twice(lagging)).toBe(0);
  // Only the latest of the name tells: the first is removed already.
  kept = { shop: { e9: 'e1' } };
  expect(await twice(lagging)).toBe(0);
  expect(await left(run)).toEqual(all);
});

test('a Temporal that does not answer, at any question, removes nothing', async () => {
  const run = leave();
  await look();
  for (const question of ['namespace', 'executionsOf', 'chainOf'] as const) {
    const silent = { ...keeps, [question]: () => Promise.reject(new Error('unreachable')) };
    await expect(look(later + grace, silent)).rejects.toThrow('unreachable');
  }
  expect(await left(run)).toEqual(all);
});

test('what another Temporal keeps, or an emptied one did, is left alone', async () => {
  const elsewhere = leave({ namespace: 'another' });
  const unknown = leave({ execution: 'e5', runId: 'e5', namespace: undefined });
  const nameless = { ...keeps, namespace: async () => ({ id: '', retention: 0 }) };
  expect((await twice()) + (await twice(nameless))).toBe(0);
  expect(await left(elsewhere)).toEqual(all);
  expect(await left(unknown)).toEqual(all);
});

test('what began within the time that Temporal keeps runs is not asked for', async () => {
  leave();
  const asked = { ...keeps, executionsOf: () => Promise.reject(new Error('asked')) };
  expect(await look(Date.now() + 89 * day, asked)).toBe(0);
  await expect(look(Date.now() + 91 * day, asked)).rejects.toThrow('asked');
});

test('a run that is seen again has its week anew, and so has everything after a clock that jumped', async () => {
  leave();
  await look();
  kept = { shop: { e1: 'e1' } };
  await look(later + day);
  kept = {};
  expect(await look(later + grace)).toBe(0);
  gone = { e1: later + 1000 * day };
  expect(await look(later + grace)).toBe(0);
  expect(gone).toEqual({ e1: later + grace });
});

test('a kill between two removals is made up for by the next look', async () => {
  const run = leave();
  const second = leave({ execution: 'e2' });
  await look();
  // As if killed after the logs and one of two notes were gone.
  tickets.used.add(readdirSync(tickets.folder).find((one) => /^[0-9a-f]{32}$/.test(one)) ?? '');
  expect(await look(later + grace)).toBe(1);
  expect([...(await left(run)), ...(await left(second))]).toEqual([]);
  expect(readFileSync(join(tickets.folder, 'used'))).toHaveLength(32);
});

test('programs that still run keep what their run writes', async () => {
  const run = leave();
  const worker = ownIdentity();
  const facts = {
    workflowId: 'shop',
    runId: 'e1',
    activityId: 'x',
    attempt: 1,
    step: 'pay',
    type: 'shell',
  };
  const where = { host: 'h', hostId: 'i', queue: 'q', bootId: 'b' };
  const record = openRecord(attemptsFolder(home), {
    ...facts,
    ...where,
    worker,
    startedAt: new Date().toISOString(),
    repeatable: false,
  });
  expect(await twice()).toBe(0);
  record.close();
  expect(await look(later + grace)).toBe(1);
  expect(await left(run)).toEqual([]);
});

test('notes of version 0.1.0, which do not say whose they are, stay', async () => {
  leave();
  const old = join(tickets.folder, 'a'.repeat(32));
  writeFileSync(old, '0d5bd35c-2f6a-4f2a-8a52-6f0ae35ab32f');
  expect(await twice()).toBe(1);
  expect(readFileSync(old, 'utf8')).toMatch(/^0d5bd35c/);
});

test('a draft that a kill left is removed after a day', async () => {
  leave();
  const draft = join(tickets.folder, `${'a'.repeat(32)}.0123456789ab`);
  writeFileSync(draft, '');
  await look(Date.now());
  expect(readdirSync(tickets.folder)).toContain(`${'a'.repeat(32)}.0123456789ab`);
  utimesSync(draft, new Date(0), new Date(0));
  await look(Date.now());
  expect(readdirSync(tickets.folder)).not.toContain(`${'a'.repeat(32)}.0123456789ab`);
});
