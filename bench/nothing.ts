import { z } from 'zod';
import { defineStep } from '../activities/contract/define-step.js';

/** A step that always holds: what is left to measure is the engine. */
export const nothing = defineStep({
  type: 'bench.nothing',
  summary: 'Do nothing',
  with: z.object({}),
  outputs: z.object({}),
  run: async () => ({ default: { check: async () => ({ holds: true, outputs: {} }) } }),
});
