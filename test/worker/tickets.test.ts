import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Tickets } from '../../worker/tickets.js';
import { tempFolder } from '../activities/temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const notes = () => readdirSync(join(folder.path, 'tickets'));
const by = (execution: string) => ({ execution, name: 'shop', runId: execution });

test('a ticket belongs to whoever comes first, and to nobody else', () => {
  const tickets = new Tickets(folder.path);
  expect(tickets.take('one', by('anna'))).toBe(true);
  expect(tickets.take('one', by('anna'))).toBe(true);
  expect(tickets.take('one', by('ben'))).toBe(false);
  expect(tickets.take('two', by('ben'))).toBe(true);
  expect(notes()).toHaveLength(2);
});

test('an attempt is taken once, whether or not the disk was full in between', () => {
  const tickets = new Tickets(folder.path);
  expect(tickets.takeAttempt('e1', 'pay 1')).toBe(true);
  expect(tickets.takeAttempt('e1', 'pay 1')).toBe(false);
  expect(tickets.takeAttempt('e1', 'pay 2')).toBe(true);
  expect(tickets.takeAttempt('e2', 'pay 1')).toBe(true);
  const [note = ''] = readdirSync(tickets.attemptsOf('e2'));
  writeFileSync(join(tickets.attemptsOf('e2'), note), '');
  expect(tickets.takeAttempt('e2', 'pay 1')).toBe(true);
  expect(tickets.takeAttempt('e2', 'pay 1')).toBe(false);
});

test('what version 0.1.0 has noted counts', () => {
  const tickets = new Tickets(folder.path);
  tickets.take('one', by('anna'));
  const [note = ''] = notes();
  writeFileSync(join(tickets.folder, note), 'ben');
  expect([tickets.take('one', by('ben')), tickets.take('one', by('anna'))]).toEqual([true, false]);
  // It kept attempts beside executions.
  tickets.take('e1 pay 1', by('anna'));
  expect(tickets.takeAttempt('e1', 'pay 1')).toBe(false);
});

test('an empty note, as a full disk once left it, belongs to nobody', () => {
  const tickets = new Tickets(folder.path);
  tickets.take('one', by('anna'));
  writeFileSync(join(folder.path, 'tickets', notes()[0] ?? ''), '');
  expect(tickets.take('one', by('ben'))).toBe(true);
  expect(tickets.take('one', by('anna'))).toBe(false);
});

test('a note that cannot be written is an error that says where, and leaves nothing', () => {
  const tickets = new Tickets(folder.path);
  writeFileSync(join(folder.path, 'tickets'), 'no folder');
  expect(() => tickets.take('one', by('anna'))).toThrow(/A note of the run cannot be written/);
  expect(() => tickets.takeAttempt('e1', 'pay 1')).toThrow(/A note of the run cannot be written/);
  const other = new Tickets(join(folder.path, 'other'));
  mkdirSync(join(folder.path, 'other'));
  expect(other.take('one', by('ben'))).toBe(true);
});

test('of what was used up sixteen bytes are left, also where a full disk cut one short', () => {
  const { used } = new Tickets(folder.path);
  const [one, two] = ['a'.repeat(32), '0b'.repeat(16)];
  expect([used.has(one), used.has(two)]).toEqual([false, false]);
  used.add(one);
  used.add(one);
  const file = join(folder.path, 'tickets', 'used');
  writeFileSync(file, 'piece', { flag: 'a' });
  used.add(two);
  expect([used.has(one), used.has(two), used.has('c'.repeat(32))]).toEqual([true, true, false]);
  expect(readFileSync(file)).toHaveLength(16 + 5 + 16);
  // What was not used after all.
  used.remove(one);
  used.remove(one);
  expect([used.has(one), used.has(two)]).toEqual([false, true]);
  expect(readFileSync(file)).toHaveLength(5 + 16);
});
