import { expect, test } from 'vitest';
import { isThere, stillThere } from '../../client/still-there.js';

const step = { digest: 'd', outputs: {} };
let read = 0;
type Left = { steps: { [id: string]: typeof step }; skipped?: string[] } | undefined;

function asked(skipped: string[], left: Left[]) {
  read = 0;
  async function* newestFirst() {
    for (const one of left) {
      read++;
      yield one;
    }
  }
  return stillThere(skipped, newestFirst());
}

test('what was made once and skipped since is there still', async () => {
  const made = { steps: { fallback: step }, skipped: [] };
  const skipped = { steps: {}, skipped: ['fallback', 'never'] };
  expect(await asked(['fallback', 'never'], [skipped, made, made])).toEqual({ fallback: step });
  expect(read).toBe(2);
});

test('so is what was made of a for-each that is skipped as a whole', async () => {
  const there = await asked(['each', 'other'], [{ steps: { 'each[a]': step }, skipped: [] }]);
  expect(there).toEqual({ 'each[a]': step });
  expect([isThere(there, 'each'), isThere(there, 'other')]).toEqual([true, false]);
});

test('what a run between took down, or failed to make, is not', async () => {
  const made = { steps: { fallback: step } };
  expect(await asked(['fallback'], [{ steps: {} }, made])).toEqual({});
  expect(await asked(['fallback'], [undefined, made])).toEqual({});
});

test('no run is asked where nothing was skipped', async () => {
  expect(await asked([], [{ steps: {} }])).toEqual({});
  expect(read).toBe(0);
});
