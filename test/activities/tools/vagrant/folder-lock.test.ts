import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock } from '../../../../activities/process/lock.js';
import { lookInTurn } from '../../../../activities/tools/vagrant/folder-lock.js';

let folder: string;
const never = new AbortController().signal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-turns-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Longer than a look waits for others in these tests. */
const looking = 300;
const longest = 200;

test('looks of one worker wait for each other however long the row is, one at a time', async () => {
  let now = 0;
  const look = async () => {
    expect(++now).toBe(1);
    await sleep(looking);
    now--;
    return 'seen';
  };
  const row = [1, 2, 3].map(() => lookInTurn(folder, never, look, longest));
  expect(await Promise.all(row)).toEqual(['seen', 'seen', 'seen']);
});

test('a look gives up on somebody else who works in the folder, and so do those behind it', async () => {
  const held = await acquireLock(folder);
  const row = [1, 2].map(() => lookInTurn(folder, never, async () => 'seen', longest));
  for (const each of await Promise.allSettled(row)) {
    expect(each).toMatchObject({ status: 'rejected', reason: { code: 'lock.busy' } });
  }
  await held.release();
  expect(await lookInTurn(folder, never, async () => 'seen', longest)).toBe('seen');
});

test('a look that is no longer wanted leaves the row, and keeps its order', async () => {
  const order: string[] = [];
  const slow = lookInTurn(folder, never, () => sleep(looking).then(() => order.push('slow')));
  const unwanted = new AbortController();
  const left = lookInTurn(folder, unwanted.signal, async () => order.push('left'));
  const last = lookInTurn(folder, never, async () => order.push('last'));
  unwanted.abort(new Error('cancelled'));
  await expect(left).rejects.toThrow('cancelled');
  await Promise.all([slow, last]);
  expect(order).toEqual(['slow', 'last']);
});
