import type { FailureDetails, Parts, Progress } from '../activities/contract/task.js';
import type { Json } from '../language/plan.js';

/** What a person may know of a run: the workflow's own state, merged with what its attempts say. */

export type RunMode = 'up' | 'look' | 'down';

export type RunStateName =
  | 'running'
  | 'held'
  | 'waiting-approval'
  | 'paused'
  | 'succeeded'
  | 'failed'
  | 'aborted';

export type StepStateName =
  | 'waiting'
  | 'running'
  | 'retrying'
  | 'done'
  | 'skipped'
  | 'held'
  | 'failed'
  | 'cancelled';

/**
 * How a done step came to hold; in a look, what would happen: `to-do` (does not hold), `always-runs`
 * (has no check), `known-after-apply` (reads an output nobody knows yet), `unknown` (could not be looked at).
 */
export type StepChange =
  | 'unchanged'
  | 'changed'
  | 'reused'
  | 'undone'
  | 'nothing-to-undo'
  | 'to-do'
  | 'always-runs'
  | 'known-after-apply'
  | 'unknown';

export interface StepFailure extends FailureDetails {
  /** A step error's code. */
  code: string;
  message: string;
  attempt: number;
}

export interface StepView {
  /** Instance id: `lab/box`. */
  id: string;
  name?: string;
  type: string;
  /** Full id of the enclosing group; '' at the top. */
  group: string;
  state: StepStateName;
  change?: StepChange;
  /** Why it was skipped, is to do, or what follows from what. */
  why?: string;
  outputs?: { [name: string]: Json };
  /** Of the definition it was last visited with: the same digest, the same step. */
  digest?: string;
  /** Hash of what a step without a check was given. */
  inputKey?: string;
  failure?: StepFailure;
  parts?: Parts;
  /** The running attempt, from 1. */
  attempt?: number;
  /** Attempts in all. */
  maxAttempts?: number;
  /** While retrying: ISO time of the next attempt. */
  nextAttemptAt?: string;
  progress?: Progress;
  /** No worker polls its task queue. */
  noWorker?: string;
  startedAt?: string;
  endedAt?: string;
}

/** Who asked for what, and when. */
export interface RunAction {
  verb: 'resume' | 'skip' | 'abort' | 'approve' | 'reject' | 'pause' | 'revise';
  by: string;
  at: string;
  steps?: string[];
  reason?: string;
}

/** The answer of the workflow's `state` query. */
export interface RunState {
  name: string;
  pipeline: string;
  /** Absolute path of the pipeline's file. */
  file: string;
  mode: RunMode;
  state: RunStateName;
  /** Names of the secrets that its steps may be given. */
  secrets?: string[];
  steps: StepView[];
  finally: StepView[];
  outputs?: { [name: string]: Json };
  actions: RunAction[];
  /** Workflow run id of the run this one continues. */
  from?: string;
  startedAt: string;
  endedAt?: string;
}

export interface RunView extends RunState {
  runId: string;
  /** Temporal's UI for this run, where there is one. */
  temporalUrl?: string;
}
