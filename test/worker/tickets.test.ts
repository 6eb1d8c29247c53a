import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
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

test('a ticket belongs to whoever comes first, and to nobody else', () => {
  const tickets = new Tickets(folder.path);
  expect(tickets.take('one', 'anna')).toBe(true);
  expect(tickets.take('one', 'anna')).toBe(true);
  expect(tickets.take('one', 'ben')).toBe(false);
  expect(tickets.take('two', 'ben')).toBe(true);
  expect(notes()).toHaveLength(2);
});

test('an empty note, as a full disk once left it, belongs to nobody', () => {
  const tickets = new Tickets(folder.path);
  tickets.take('one', 'anna');
  writeFileSync(join(folder.path, 'tickets', notes()[0] ?? ''), '');
  expect(tickets.take('one', 'ben')).toBe(true);
  expect(tickets.take('one', 'anna')).toBe(false);
});

test('a note that cannot be written is an error that says where, and leaves nothing', () => {
  const tickets = new Tickets(folder.path);
  writeFileSync(join(folder.path, 'tickets'), 'no folder');
  expect(() => tickets.take('one', 'anna')).toThrow(/A note of the run cannot be written/);
  const other = new Tickets(join(folder.path, 'other'));
  mkdirSync(join(folder.path, 'other'));
  expect(other.take('one', 'ben')).toBe(true);
});
