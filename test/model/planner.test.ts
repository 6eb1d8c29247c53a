import fc from 'fast-check';
import { describe, it } from 'vitest';
import { pipelines } from './arbitrary.js';
import { moves } from './moves.js';
import { playOnPlanner } from './play.js';
import { allSteps, type ModelPipeline } from './shape.js';

/** To see a failure again: `MODEL_SEED=… MODEL_PATH=…` as it was printed. */
const { MODEL_SEED: seed, MODEL_PATH: path, MODEL_RUNS: runs = '10000' } = process.env;

/** No measure: it takes two minutes of a core, and many times that on a busy computer (ms). */
const hangs = 1_800_000;

function allChecked(pipeline: ModelPipeline): ModelPipeline {
  const nodes = structuredClone(pipeline.nodes);
  for (const step of allSteps(nodes)) Object.assign(step, { checked: true, approval: false });
  return { ...pipeline, nodes };
}

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

  it(
    'looks ahead as the rules say, where all can be looked at',
    () => {
      fc.assert(fc.property(pipelines.map(allChecked), moves, moves, playOnPlanner), {
        numRuns: Number(runs) / 10,
        ...(seed === undefined ? {} : { seed: Number(seed) }),
        ...(path === undefined ? {} : { path }),
      });
    },
    hangs,
  );
});
