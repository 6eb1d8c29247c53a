import { z } from 'zod';
import { json, jsonObject } from './json.js';
import type { FileDigest, VerifyPolicy } from './plan.js';

/** What the workflow sends to an activity and gets back. */

/** Why the step is visited: apply it, look only, or take it down. */
export type StepMode = 'up' | 'look' | 'undo';

/**
 * A rendered value. A secret is a hole (`null`) in `value` and a name in `secrets`, so that no
 * text can be mistaken for one.
 */
export const rendered = z.object({
  value: jsonObject,
  secrets: z
    .record(z.string(), z.string())
    .describe('JSON Pointer into `value` → name of a secret'),
});
export type Rendered = z.infer<typeof rendered>;

/** The run that a step belongs to. */
export const runReference = z.object({
  name: z.string().describe('Workflow id'),
  runId: z.string(),
  pipeline: z.string(),
  execution: z
    .string()
    .exactOptional()
    .describe('The one that asks (another one after continue-as-new); a worker refuses others'),
  ticket: z.string().exactOptional().describe('`ticket` of the input of that execution'),
});
export type RunReference = z.infer<typeof runReference>;

/** PATH, HOME and LANG of the command that started the run, used by workers on the same host; and its secrets. */
export const callerEnvironment = z.object({
  host: z.string(),
  variables: z.record(z.string(), z.string()),
  secrets: z
    .array(z.string())
    .exactOptional()
    .describe('Names of those that its pipelines declare: every step hides their values'),
});
export type CallerEnvironment = z.infer<typeof callerEnvironment>;

/** One visit of a step, as an activity is given it. */
export interface StepTask {
  run: RunReference;
  /** Address: `lab/box`, `answers[core-01]`. */
  step: string;
  mode: StepMode;
  with: Rendered;
  env: Rendered;
  /** Absolute folder of the pipeline's file. */
  directory: string;
  /** Files as they were when the plan was made; a worker elsewhere compares. */
  files: FileDigest[];
  verify: VerifyPolicy;
  checked: boolean;
  /** Of the visit's attempts, from 1. Absent in what Muster 0.1.0 asked: Temporal counts them. */
  attempt?: number;
  /** After so many ms the attempt is ended, by its worker; absent: never. */
  timeout?: number;
  /** May be done again although nobody knows how far it got. Absent: Temporal's retry policy tells. */
  repeatable?: boolean;
  environment: CallerEnvironment;
}

/** State of the parts of a step. `core-02` → `aborted`. */
export const parts = z
  .record(z.string(), z.string())
  .describe('State of the parts of a step: machines, units');
export type Parts = z.infer<typeof parts>;

/** An `up` would fail with this: only a person can put it right. */
export const blocked = z.object({
  code: z.string().describe("A step error's code"),
  message: z.string(),
  next: z.string(),
});
export type Blocked = z.infer<typeof blocked>;

/** Where an attempt was made: names of computers repeat, so their workers have an id too. */
export const where = z
  .object({
    host: z.string().describe('Name of the computer'),
    id: z.string().describe('Of the state directory of its worker, chosen once'),
    queue: z.string().describe('Task queue'),
  })
  .meta({ id: 'Where' });
export type Where = z.infer<typeof where>;

/** What every answer says beside what came of it; absent from workers of Muster 0.1.0. */
const told = { where: where.exactOptional() };

/** What an attempt answers. */
export const stepResult = z.union([
  z
    .object({
      holds: z.literal(true),
      changed: z.boolean().describe('This attempt applied it'),
      outputs: z.record(z.string(), json),
      parts: parts.exactOptional(),
      ...told,
    })
    .describe('It holds'),
  z
    .object({
      holds: z.literal(false),
      why: z.string(),
      parts: parts.exactOptional(),
      blocked: blocked.exactOptional(),
      ...told,
    })
    .describe('Looks only: it does not hold, and why'),
  z
    .object({ undone: z.boolean().describe('False: there was nothing to undo'), ...told })
    .describe('Undo only'),
]);
export type StepResult = z.infer<typeof stepResult>;

/** The heartbeat of an attempt, and so what a person sees of a running step. */
export const progress = z
  .object({
    phase: z.enum(['checking', 'applying', 'verifying', 'undoing']),
    passes: z
      .object({ seen: z.int(), of: z.int() })
      .exactOptional()
      .describe('Passes seen of passes asked, while verifying'),
    why: z.string().exactOptional().describe('Why the last look did not hold'),
    parts: parts.exactOptional(),
    host: z.string(),
    pid: z.int(),
  })
  .meta({ id: 'Progress' });
export type Progress = z.infer<typeof progress>;

/** Details of an ApplicationFailure whose type is a step error's code. */
export const failureDetails = z.object({
  next: z.string().describe('What to do next'),
  tail: z.array(z.string()).describe('Last lines of output, masked'),
  parts: parts.exactOptional(),
  ...told,
});
export type FailureDetails = z.infer<typeof failureDetails>;
