import type { FileDigest, Json, JsonObject, VerifyPolicy } from '../../language/plan.js';

/** What the workflow sends to an activity and gets back. Types only: shared with the sandbox. */

/** Why the step is visited: make it so, look only, or take it down. */
export type StepMode = 'up' | 'look' | 'undo';

/**
 * A rendered value. A secret is a hole (`null`) in `value` and a name in `secrets`, so that no
 * text can be mistaken for one.
 */
export interface Rendered {
  value: JsonObject;
  /** JSON Pointer into `value` → name of the secret. */
  secrets: { [pointer: string]: string };
}

/** The run that a step belongs to. */
export interface RunReference {
  /** Workflow id. */
  name: string;
  runId: string;
  pipeline: string;
  /** The execution that asks (another one after continue-as-new). A worker refuses it of any other. */
  execution?: string;
  /** {@link PipelineInput.ticket} of that execution. */
  ticket?: string;
}

/** PATH, HOME and LANG of the command that started the run; used by workers on the same host. */
export interface CallerEnvironment {
  host: string;
  variables: { [name: string]: string };
}

export interface StepTask {
  run: RunReference;
  /** Instance id: `lab/box`, `answers[core-01]`. */
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
  environment: CallerEnvironment;
}

/** State of the parts of a step: machines, units. `core-02` → `aborted`. */
export type Parts = { [part: string]: string };

export type StepResult =
  /** It holds. `changed`: this attempt made it so. */
  | { holds: true; changed: boolean; outputs: { [name: string]: Json }; parts?: Parts }
  /** Looks only: it does not hold, and why. */
  | { holds: false; why: string; parts?: Parts; blocked?: Blocked }
  /** Undo only. `undone` false: there was nothing to undo. */
  | { undone: boolean };

/** An `up` would fail with this: only a person can put it right. */
export interface Blocked {
  /** A step error's code. */
  code: string;
  message: string;
  next: string;
}

/** The heartbeat of an attempt, and so what a person sees of a running step. */
export interface Progress {
  phase: 'checking' | 'applying' | 'verifying' | 'undoing';
  /** Passes seen of passes asked, while verifying. */
  passes?: { seen: number; of: number };
  /** Why the last look did not hold. */
  why?: string;
  parts?: Parts;
  host: string;
  pid: number;
}

/** Details of an ApplicationFailure whose type is a step error's code. */
export interface FailureDetails {
  /** What to do next. */
  next: string;
  /** Last lines of output, redacted. */
  tail: string[];
  parts?: Parts;
}
