import { z } from 'zod';
import { json } from './json.js';

/** What differs between two runs of one name, step by step. */

/** What was, and what is; one is absent where only the other has it. */
const changeOf = <Value extends z.ZodType>(value: Value) =>
  z.object({ was: value.exactOptional(), is: value.exactOptional() });
export interface Change<Value> {
  was?: Value;
  is?: Value;
}

/**
 * What is written otherwise in a step, by field: `run`, `with.urls`, `env.PORT`, `retry.attempts`,
 * `file units/a.service`. Each text as it stands in the pipeline; absent where there is no such field.
 */
export const changedFields = z
  .record(z.string(), changeOf(z.string()))
  .describe(
    'What is written otherwise; where that is `retry` or the like, it is the same step still. Of a `for-each` at its first instance alone',
  );
export type ChangedFields = z.infer<typeof changedFields>;

export const stepComparison = z.object({
  id: z.string().describe('Address'),
  definition: z
    .enum(['same', 'changed', 'added', 'removed'])
    .describe("Whether the pipeline's text of this step, or a file that it reads, differs"),
  fields: changedFields.exactOptional(),
  outcome: changeOf(z.string())
    .exactOptional()
    .describe('State and change, such as `done, unchanged`; present where they differ'),
  outputs: z.record(z.string(), changeOf(json)).exactOptional().describe('Those that differ'),
  duration: z
    .object({ was: z.number(), is: z.number() })
    .exactOptional()
    .describe('In ms; present where both runs visited it'),
});
export type StepComparison = z.infer<typeof stepComparison>;

const which = z.object({ runId: z.string(), startedAt: z.string() });

export const runComparison = z
  .object({
    name: z.string(),
    run: which.describe('The run that is asked about'),
    against: which.describe('The run it is held against'),
    inputs: z.record(z.string(), changeOf(json)).describe('Inputs that differ'),
    pipeline: z
      .enum(['same', 'changed'])
      .describe('Whether anything at all in the pipeline differs'),
    steps: z
      .array(stepComparison)
      .describe('Every step of either run, in the order of the pipeline'),
  })
  .meta({ id: 'RunComparison' });
export type RunComparison = z.infer<typeof runComparison>;
