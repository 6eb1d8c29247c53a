import fc from 'fast-check';
import { describe, it } from 'vitest';
import { pipelines } from './arbitrary.js';
import { moves } from './moves.js';
import { playOnPlanner } from './play.js';

/** To see a failure again: `MODEL_SEED=… MODEL_PATH=…` as it was printed. */
const { MODEL_SEED: seed, MODEL_PATH: path, MODEL_RUNS: runs = '10000' } = process.env;

/** No measure: it takes half a minute of a core, and many times that on a busy computer (ms). */
const hangs = 1_800_000;

describe('the planner', () => {
  it(
    'decides as the rules say, whatever the pipeline, the outcomes and the people',
    () => {
      fc.assert(fc.property(pipelines, moves, moves, playOnPlanner), {
        numRuns: Number(runs),
        ...(seed === undefined ? {} : { seed: Number(seed) }),
        ...(path === undefined ? {} : { path }),
      });
    },
    hangs,
  );
});
