import { z } from 'zod';
import type { RunSummary } from '../../client/requests.js';
import type { RunView, StepView } from '../../client/run-view.js';
import { json, jsonObject } from './common.js';
import { runPlan, selection } from './plan.js';

const runMode = z.enum(['up', 'look', 'down']);
export const runState = z.enum([
  'running',
  'held',
  'waiting-approval',
  'paused',
  'succeeded',
  'failed',
  'aborted',
]);

export const runSummary: z.ZodType<RunSummary> = z
  .object({
    name: z.string(),
    runId: z.string(),
    pipeline: z.string(),
    mode: runMode,
    state: runState,
    startedAt: z.string(),
    endedAt: z.string().exactOptional(),
  })
  .meta({ id: 'RunSummary' });

export const parts = z
  .record(z.string(), z.string())
  .describe('State of the parts of a step: machines, units');

const progress = z
  .object({
    phase: z.enum(['checking', 'applying', 'verifying', 'undoing']),
    passes: z.object({ seen: z.int(), of: z.int() }).exactOptional(),
    why: z.string().exactOptional(),
    parts: parts.exactOptional(),
    host: z.string(),
    pid: z.int(),
  })
  .meta({ id: 'Progress' });

const failure = z
  .object({
    code: z.string(),
    message: z.string(),
    next: z.string(),
    tail: z.array(z.string()).describe('Last lines of output'),
    parts: parts.exactOptional(),
    attempt: z.int(),
  })
  .meta({ id: 'StepFailure' });

const stepView: z.ZodType<StepView> = z
  .object({
    id: z.string().describe('Instance id: `lab/box`, `answers[core-01]`'),
    name: z.string().exactOptional(),
    type: z.string(),
    group: z.string(),
    state: z.enum([
      'waiting',
      'running',
      'retrying',
      'done',
      'skipped',
      'held',
      'failed',
      'cancelled',
    ]),
    change: z
      .enum([
        'unchanged',
        'changed',
        'reused',
        'undone',
        'nothing-to-undo',
        'to-do',
        'always-runs',
        'known-after-apply',
        'unknown',
      ])
      .exactOptional(),
    why: z.string().exactOptional(),
    outputs: jsonObject.exactOptional(),
    inputKey: z.string().exactOptional(),
    failure: failure.exactOptional(),
    parts: parts.exactOptional(),
    attempt: z.int().exactOptional(),
    maxAttempts: z.int().exactOptional(),
    nextAttemptAt: z.string().exactOptional(),
    progress: progress.exactOptional(),
    noWorker: z.string().exactOptional().describe('Task queue that no worker polls'),
    startedAt: z.string().exactOptional(),
    endedAt: z.string().exactOptional(),
  })
  .meta({ id: 'StepView' });

const runAction = z
  .object({
    verb: z.enum(['resume', 'skip', 'abort', 'approve', 'reject', 'pause', 'revise']),
    by: z.string(),
    at: z.string(),
    steps: z.array(z.string()).exactOptional(),
    reason: z.string().exactOptional(),
  })
  .meta({ id: 'RunAction' });

export const runView: z.ZodType<RunView> = z
  .object({
    name: z.string(),
    pipeline: z.string(),
    file: z.string(),
    mode: runMode,
    state: runState,
    secrets: z.array(z.string()).exactOptional().describe('Names only'),
    steps: z.array(stepView),
    finally: z.array(stepView),
    outputs: jsonObject.exactOptional(),
    actions: z.array(runAction),
    from: z.string().exactOptional(),
    startedAt: z.string(),
    endedAt: z.string().exactOptional(),
    runId: z.string(),
    temporalUrl: z.string().exactOptional(),
  })
  .meta({ id: 'RunView' });

export const runDetail = z
  .object({
    run: runView,
    plan: runPlan,
    pipelineId: z.string().exactOptional().describe('Where its file is one of the pipelines known'),
  })
  .meta({ id: 'RunDetail' });
export type RunDetail = z.infer<typeof runDetail>;

export const runList = z.object({ runs: z.array(runSummary) }).meta({ id: 'RunList' });
export type RunList = z.infer<typeof runList>;

/** Names of runs come from people; `look/NAME/8hex` is a look's. */
export const runName = z
  .string()
  .regex(/^([A-Za-z0-9][A-Za-z0-9._-]{0,62}|look\/[A-Za-z0-9._-]{1,63}\/[0-9a-f]{8})$/);

export const startRun = z
  .object({
    mode: runMode,
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
      .exactOptional()
      .describe("Name of the run; default: the pipeline's"),
    inputs: z.record(z.string(), json).exactOptional(),
    selection: selection.exactOptional(),
    onFailure: z.literal('fail').exactOptional(),
  })
  .strict();

export const startedRun = z
  .object({ name: z.string(), runId: z.string() })
  .meta({ id: 'StartedRun' });
export type StartedRun = z.infer<typeof startedRun>;
