import { defineStep, z } from '../activities/steps.js';

/** A step type of the bench: tells the time as the state of a part, again and again. */
const clock = defineStep({
  type: 'bench.clock',
  summary: 'Tell the time',
  with: z.strictObject({ times: z.int(), every: z.int() }),
  outputs: z.object({}),
  run: () => import('./clock.run.js'),
});

export default [clock];
