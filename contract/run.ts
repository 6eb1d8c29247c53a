import { z } from 'zod';
import { json, jsonObject } from './json.js';
import { outcome } from './outcome.js';
import { failureDetails, parts, progress, where } from './task.js';
import { who } from './who.js';

/** What a person may know of a run: the workflow's own state, merged with what its attempts say. */

/** `up` applies, `look` only checks, `down` takes down what the last `up` made. */
export const runMode = z.enum(['up', 'look', 'down']);
export type RunMode = z.infer<typeof runMode>;

export const runStateName = z.enum([
  'running',
  'held',
  'waiting-approval',
  'paused',
  'succeeded',
  'failed',
  'aborted',
]);
export type RunStateName = z.infer<typeof runStateName>;

export const stepStateName = z.enum([
  'waiting',
  'running',
  'retrying',
  'done',
  'skipped',
  'held',
  'failed',
  'cancelled',
]);
export type StepStateName = z.infer<typeof stepStateName>;

/**
 * How a done step came to hold (`done-by-hand`: somebody says that it was done); in a look, what would happen: `to-do` (does not hold), `always-runs`
 * (has no check), `known-after-apply` (reads an output nobody knows yet), `unknown` (could not be checked).
 */
export const stepChange = z.enum([
  'unchanged',
  'changed',
  'reused',
  'done-by-hand',
  'undone',
  'nothing-to-undo',
  'to-do',
  'always-runs',
  'known-after-apply',
  'unknown',
]);
export type StepChange = z.infer<typeof stepChange>;

export const stepFailure = failureDetails
  .omit({ where: true })
  .extend({
    code: z.string().describe("A step error's code"),
    message: z.string(),
    attempt: z.int().describe('From 1'),
  })
  .meta({ id: 'StepFailure' });
export type StepFailure = z.infer<typeof stepFailure>;

/** Outputs that are too large to be shown, by name: their values are asked for by themselves. */
export const largeOutputs = z
  .record(
    z.string(),
    z.object({
      digest: z.string().describe('`sha256:` of the value as JSON with sorted keys'),
      bytes: z.int().describe('Of the value as JSON'),
    }),
  )
  .meta({ id: 'LargeOutputs' });
export type LargeOutputs = z.infer<typeof largeOutputs>;

/** What a step that has not begun waits for. */
export const waitsFor = z
  .discriminatedUnion('what', [
    z.object({
      what: z.literal('steps'),
      ids: z
        .array(z.string())
        .describe('Full ids of steps or groups that are not done: the first of them'),
      more: z.int().exactOptional().describe('How many others'),
    }),
    z.object({
      what: z.literal('turn'),
      atOnce: z.int().describe('As many instances run at once (`max-parallel`)'),
    }),
  ])
  .meta({ id: 'WaitsFor' });
export type WaitsFor = z.infer<typeof waitsFor>;

export const stepView = z
  .object({
    id: z.string().describe('Address: `lab/box`, `answers[core-01]`'),
    name: z.string().exactOptional(),
    type: z.string(),
    group: z.string().describe("Full id of the enclosing group; '' at the top"),
    state: stepStateName,
    change: stepChange
      .exactOptional()
      .describe('How a done step came to hold; in a look, what would happen'),
    outcome: outcome
      .exactOptional()
      .describe('How its last visit ended; absent while one is under way, and before the first'),
    why: z
      .string()
      .exactOptional()
      .describe('Why it was skipped, is to do, or what follows from what'),
    waitsFor: waitsFor.exactOptional().describe('Of one that has not begun'),
    outputs: jsonObject.exactOptional(),
    largeOutputs: largeOutputs.exactOptional().describe('Those that are not in `outputs`'),
    digest: z
      .string()
      .exactOptional()
      .describe('Of the definition it was last visited with: the same digest, the same step'),
    inputKey: z.string().exactOptional().describe('Hash of what a step without a check was given'),
    failure: stepFailure.exactOptional(),
    parts: parts.exactOptional(),
    where: where.exactOptional().describe('Of its last attempt that answered'),
    attempt: z.int().exactOptional().describe('The running attempt, from 1'),
    maxAttempts: z.int().exactOptional().describe('Attempts in all'),
    nextAttemptAt: z.string().exactOptional().describe('While retrying: ISO time'),
    retriedBy: z
      .literal('temporal')
      .exactOptional()
      .describe(
        'While retrying, in a run that an earlier version began: nothing but an abort reaches it',
      ),
    progress: progress.exactOptional(),
    expiresAt: z
      .string()
      .exactOptional()
      .describe('Of an approval that waits: until when it does; ISO time'),
    noWorker: z.string().exactOptional().describe('Task queue that no worker polls'),
    startedAt: z.string().exactOptional().describe('ISO time'),
    endedAt: z.string().exactOptional().describe('ISO time'),
  })
  .meta({ id: 'StepView' });
export type StepView = z.infer<typeof stepView>;

/** Who asked for what, and when. */
export const runAction = z
  .object({
    verb: z.enum(['resume', 'skip', 'abort', 'approve', 'reject', 'pause', 'revise']),
    by: who,
    at: z.string(),
    steps: z.array(z.string()).exactOptional(),
    reason: z.string().exactOptional(),
  })
  .meta({ id: 'RunAction' });
export type RunAction = z.infer<typeof runAction>;

/** The answer of the workflow's `state` query. */
export const runState = z.object({
  name: z.string(),
  pipeline: z.string(),
  file: z.string().describe("Absolute path of the pipeline's file"),
  mode: runMode,
  state: runStateName,
  secrets: z.array(z.string()).exactOptional().describe('Names of those its steps may be given'),
  fingerprint: z
    .string()
    .exactOptional()
    .describe(
      'Of a look: of the pipeline with its files, the inputs and the choice of steps; given with a start (`planned`), that is refused where it would start something else',
    ),
  steps: z.array(stepView),
  finally: z.array(stepView),
  onHold: z
    .array(stepView)
    .exactOptional()
    .describe('Of the last hold: steps of `on-hold` that have begun; absent where none has'),
  outputs: jsonObject.exactOptional(),
  largeOutputs: largeOutputs.exactOptional().describe('Those that are not in `outputs`'),
  paused: z
    .object({ by: who, at: z.string().describe('ISO time') })
    .exactOptional()
    .describe('Nothing new starts until somebody resumes; what runs goes on'),
  asks: z
    .array(z.string())
    .exactOptional()
    .describe('Addresses of approvals that somebody is asked for; absent: none'),
  held: z
    .array(z.string())
    .exactOptional()
    .describe('Addresses of steps that wait for a resume or a skip; absent: none'),
  left: z
    .array(z.string())
    .exactOptional()
    .describe(
      'Addresses of what it has not taken down: yet, or at all where it has ended; absent: it takes nothing down',
    ),
  by: who.exactOptional().describe('Who started it; absent where a version of before did not say'),
  actions: z.array(runAction),
  from: z.string().exactOptional().describe('Workflow run id of the run this one continues'),
  startedAt: z.string(),
  endedAt: z.string().exactOptional(),
});
export type RunState = z.infer<typeof runState>;

export const runView = runState
  .extend({
    runId: z.string(),
    temporalUrl: z.string().exactOptional().describe("Temporal's UI for this run, if there is one"),
  })
  .meta({ id: 'RunView' });
export type RunView = z.infer<typeof runView>;

/** A line of `muster runs`. */
export const runSummary = z
  .object({
    name: z.string(),
    runId: z.string(),
    pipeline: z.string(),
    file: z
      .string()
      .exactOptional()
      .describe(
        "Absolute path of the pipeline's file; absent where a version of before started it",
      ),
    mode: runMode,
    state: runStateName,
    startedAt: z.string(),
    endedAt: z.string().exactOptional(),
  })
  .meta({ id: 'RunSummary' });
export type RunSummary = z.infer<typeof runSummary>;

/** What a step left behind, for a visit that may have to leave it in place. */
export const earlierStep = z.object({
  digest: z.string().describe('Of its definition, when it was done'),
  inputKey: z
    .string()
    .exactOptional()
    .describe('Hash of what the step was given; absent for steps that can be checked'),
  outputs: z.record(z.string(), json),
  unknown: z
    .literal(true)
    .exactOptional()
    .describe('It was cut short: nobody knows how far it got'),
  byHand: z
    .literal(true)
    .exactOptional()
    .describe('Somebody said that it was done: it stays, however it is defined'),
});
export type EarlierStep = z.infer<typeof earlierStep>;
