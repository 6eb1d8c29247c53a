import { z } from 'zod';
import {
  environment,
  label,
  onFailure,
  retry,
  runsOn,
  someTime,
  stepId,
  verify,
} from './common.js';
import { shellOutputs } from './input.js';

// What a schema names first decides what `True` is (`schema/read.ts`): here no text.
const condition = z.union([z.boolean(), z.string().min(1)]);

/** Fields that a step of any list may have. */
const everywhere = {
  id: stepId.optional().describe('Name of the step. Default: its list and position, `step-2`'),
  name: label.optional().describe('What a person reads. Default: the id'),
  uses: z
    .string()
    .min(1)
    .optional()
    .describe('Type of the step (`vagrant.up`), or another pipeline (`../lab/pipeline.yaml`)'),
  with: z.record(z.string(), z.unknown()).optional().describe('What the step is given'),
  run: z.string().min(1).optional().describe('A script, run by bash -eo pipefail'),
  check: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A script that looks and changes nothing: ends with 0 (holds), 1 (does not; its last line says why), or anything else (could not look)',
    ),
  env: environment.optional().describe('Environment variables of its programs'),
  outputs: shellOutputs
    .optional()
    .describe('What is written to $MUSTER_OUTPUT, as key=value: by `check`; without one, by `run`'),
  if: condition
    .optional()
    .describe(
      "An expression: the step is skipped where it is false, 0, null or ''; any other text counts as true",
    ),
  retry: retry.optional().describe('How often a failed attempt is repeated'),
  timeout: someTime
    .optional()
    .describe('Of one attempt; of an approval, how long it waits for an answer. Default: none'),
  verify: verify.optional().describe('How long and how often it has to be seen to hold'),
  'runs-on': runsOn
    .optional()
    .describe(
      'Task queue of the worker that runs it. Default: the one of the host that starts the run',
    ),
};

export const stepSchema = z.strictObject({
  ...everywhere,
  undo: z.string().min(1).optional().describe('A script that takes it down, run by `down`'),
  repeatable: z
    .boolean()
    .optional()
    .describe(
      'It may be run again after its worker was lost, although it has no check. Default: false',
    ),
  needs: z
    .array(stepId)
    .optional()
    .describe('Steps it waits for; []: none. Default: every step above it'),
  'on-failure': onFailure
    .optional()
    .describe('hold the run (default), fail it, or continue with the step marked as failed'),
  'for-each': z
    .union([
      z.string().min(1),
      z.array(z.unknown()),
      z.strictObject({
        items: z.union([z.string().min(1), z.array(z.unknown())]).describe('The list'),
        key: z
          .string()
          .min(1)
          .optional()
          .describe('Expression that names an item. Default: the item itself, text or number'),
        'max-parallel': z.int().min(1).optional().describe('Items at once. Default: all'),
      }),
    ])
    .optional()
    .describe('Run once for each item of a list: `each.item` and `each.key` tell which'),
});

/** A step of `on-hold` or `finally`: nothing waits for it, and it cannot hold. */
export const hookSchema = z.strictObject(everywhere);

export type StepShape = z.output<typeof stepSchema>;
