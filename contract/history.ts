import { z } from 'zod';
import { runAction, runMode, runStateName } from './run.js';
import { who } from './who.js';

/** What happened in a run, one thing after the other: as Temporal has kept it, not as the run tells it now. */

/** One attempt at a step, from its beginning to its end. */
const attempt = z.object({
  what: z.literal('attempt'),
  at: z.string().describe('When it began; ISO time'),
  endedAt: z.string().exactOptional().describe('ISO time; absent while it runs'),
  step: z.string().describe('Address: `lab/box`, `answers[core-01]`'),
  mode: z.enum(['up', 'look', 'undo']).exactOptional(),
  number: z.int().describe('Of the attempts of its visit, from 1'),
  outcome: z
    .enum([
      'unchanged',
      'changed',
      'to-do',
      'undone',
      'nothing-to-undo',
      'failed',
      'cancelled',
      'lost',
    ])
    .exactOptional()
    .describe(
      'What came of it; `lost`: its worker was gone or left, no fault of the step; absent while it runs',
    ),
  code: z.string().exactOptional().describe("Of a failure: a step error's code"),
  message: z.string().exactOptional().describe('Of a failure'),
  host: z.string().exactOptional().describe('Name of the computer where it was made'),
});

export const happening = z
  .discriminatedUnion('what', [
    z.object({
      what: z.literal('started'),
      at: z.string().describe('ISO time'),
      by: who.exactOptional().describe('Absent where a version of before did not say'),
      mode: runMode,
      from: z.string().exactOptional().describe('Run id of the run that this one goes on from'),
    }),
    attempt,
    z.object({
      what: z.literal('state'),
      at: z.string().describe('ISO time'),
      state: runStateName.describe('What the run is from now on'),
      steps: z
        .array(z.string())
        .exactOptional()
        .describe('Of held: whose last attempt had failed for good'),
    }),
    runAction.extend({ what: z.literal('asked') }),
    z.object({
      what: z.literal('ended'),
      at: z.string().describe('ISO time'),
      state: runStateName,
      why: z.string().exactOptional().describe('Of a run that was ended from outside'),
    }),
  ])
  .meta({ id: 'Happening' });
export type Happening = z.infer<typeof happening>;
export type Attempt = z.infer<typeof attempt>;

export const runHistory = z
  .object({
    name: z.string(),
    runId: z.string(),
    happenings: z.array(happening).describe('Oldest first'),
    isCut: z.boolean().describe('There are older ones, which are left out'),
  })
  .meta({ id: 'RunHistory' });
export type RunHistory = z.infer<typeof runHistory>;
