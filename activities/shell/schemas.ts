import { z } from 'zod';
import { shellOutputs } from '../../language/schema/input.js';

/** Fields of `shell`: what a step with `run` is made of. */
export const shellWith = z.strictObject({
  run: z.string().min(1).describe('What the step does: a script, run by bash -eo pipefail'),
  check: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Looks, changes nothing: ends with 0 (holds), 1 (does not; its last line says why), or anything else (could not look)',
    ),
  undo: z.string().min(1).optional().describe('Takes it down'),
  outputs: shellOutputs
    .optional()
    .describe(
      'Written to $MUSTER_OUTPUT, as key=value or key<<END … END: by the check, which runs each time; without one, by run',
    ),
});

export type ShellInput = z.output<typeof shellWith>;

/** Outputs by name, of the types declared. */
export const shellStepOutputs = z.record(z.string(), z.json());
