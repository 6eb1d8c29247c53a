import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunView } from '../../contract/run.js';
import { planKills } from './kills.js';
import type { Place } from './place.js';
import { shellWorlds } from './shell-worlds.js';
import type { Disturbed } from './world.js';

let place: Place;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-judge-'));
  const [bin, ledger] = [join(folder, 'bin'), join(folder, 'ledger')];
  place = { name: 'judge', folder, bin, ledger };
});
afterEach(() => rm(place.folder, { recursive: true }));

async function judge(pipeline: string, marks: string[], disturbed: Partial<Disturbed> = {}) {
  await appendFile(place.ledger, marks.map((line) => `mark ${line}\n`).join(''));
  const world = shellWorlds.find(({ name }) => name === `shell/${pipeline}`);
  return world?.judge(place, { outputs: {} } as RunView, { kills: 1, runs: 1, ...disturbed });
}

describe('the judge of a ledger', () => {
  it('is content with each effect once', async () => {
    expect(await judge('checked', ['first', 'second', 'third'])).toEqual([]);
  });

  it('sees an effect that is missing, one that is double, and one that nobody asked for', async () => {
    expect(await judge('checked', ['first', 'first', 'third', 'fourth'])).toEqual([
      'unknown: fourth',
      'doubled: first (2 times)',
      'lost: second',
    ]);
  });

  it('lets a repeatable step be done once more for a kill, not twice more', async () => {
    const once = ['unpack', 'index'];
    expect(await judge('repeatable', [...once, 'fetch', 'fetch'])).toEqual([]);
    expect(await judge('repeatable', ['fetch'])).toEqual(['doubled: fetch (3 times)']);
  });

  it('lets what is done at the end be done at the end of each run', async () => {
    const done = ['make', 'use', 'tidy', 'tell', 'tell'];
    expect(await judge('finally', done, { runs: 2 })).toEqual([]);
    expect(await judge('finally', [], { runs: 1 })).toEqual(['doubled: tell (2 times)']);
  });
});

describe('the kills of a seed', () => {
  it('are the same each time, and others for another seed', () => {
    expect(planKills(shellWorlds, 300, 5)).toEqual(planKills(shellWorlds, 300, 5));
    expect(planKills(shellWorlds, 300, 6)).not.toEqual(planKills(shellWorlds, 300, 5));
  });

  it('meet every step of every pipeline, most of them inside its apply', () => {
    const kills = planKills(shellWorlds, 190, 5);
    const met = new Set(kills.map(({ world, step }) => `${world} ${step}`));
    const steps = shellWorlds.flatMap(({ name, steps }) => steps.map(({ id }) => `${name} ${id}`));
    expect(steps.filter((step) => !met.has(step))).toEqual([]);
    expect(kills.filter(({ point }) => point === 'inside').length).toBeGreaterThan(95);
  });
});
