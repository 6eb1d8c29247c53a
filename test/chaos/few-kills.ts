import { expect } from 'vitest';
import { batch } from './batch.js';
import { summaryOf } from './table.js';
import type { World } from './world.js';

/** The short form: so many kills, all of which must leave the world of an undisturbed run. */
export async function fewKills(worlds: World[], kills: number, seed: number): Promise<void> {
  const verdicts = await batch({ worlds, kills, seed });
  const wrong = verdicts.filter(({ problems }) => problems.length > 0);
  expect(wrong).toEqual([]);
  expect(verdicts.filter(({ landed }) => landed).length, summaryOf(verdicts).join('; ')).toBe(
    kills,
  );
}
