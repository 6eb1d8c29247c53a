import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRig, type TemporalRig } from '../workflows/temporal-rig.js';
import { pipelines } from './arbitrary.js';
import type { EngineRun } from './engine-run.js';
import { moves } from './moves.js';
import { playOnEngine } from './play-engine.js';

/** To see a failure again: `MODEL_SEED=…` as it was printed. */
const { MODEL_SEED, MODEL_RUNS = '24' } = process.env;
const seed = Number(MODEL_SEED ?? Date.now() % 1_000_000);
const atOnce = 16;

let rig: TemporalRig;
const runs = new Map<string, EngineRun>();

beforeAll(async () => {
  // Few events to a history: runs go over to a next one again and again, and nobody may notice.
  rig = await startRig(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40']);
  rig.activity = (task) => {
    const run = runs.get(task.run.name);
    if (!run) throw new Error(`no run is called ${task.run.name}`);
    return run.activity(task);
  };
});
afterAll(async () => {
  for (const run of runs.values()) run.release();
  await rig?.close();
});

describe('a run on a real server', () => {
  it(`does as the rules say, whatever the pipeline, the outcomes and the people (seed ${seed})`, async () => {
    const cases = fc.sample(fc.tuple(pipelines, moves, moves), {
      numRuns: Number(MODEL_RUNS),
      seed,
    });
    const left = [...cases.entries()];
    const failures: unknown[] = [];
    const work = async () => {
      for (let next = left.shift(); next && failures.length === 0; next = left.shift()) {
        const [index, each] = next;
        await playOnEngine(rig, runs, `model-${index}`, each).catch((error) =>
          failures.push(error),
        );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    expect(failures.map(String)).toEqual([]);
  });
});
