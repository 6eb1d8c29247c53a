import type { CallerEnvironment } from '../activities/contract/task.js';
import type { Selection } from '../client/requests.js';
import type { RunMode } from '../client/run-view.js';
import type { Json, JsonObject, Plan } from '../language/plan.js';
import type { Memory } from './memory.js';

/** What a done step of an earlier run left behind, for a run that goes on from there. */
export interface EarlierStep {
  digest: string;
  /** Hash of what the step was given; absent for steps that can be looked at. */
  inputKey?: string;
  outputs: { [name: string]: Json };
}

/** Input of the workflow type `pipeline`. */
export interface PipelineInput {
  /** Version of this shape and of the interpreter's rules. */
  engine: 1;
  plan: Plan;
  inputs: JsonObject;
  mode: RunMode;
  selection?: Selection;
  environment: CallerEnvironment;
  /** Who started it: user@host. */
  by: string;
  /** Overrides every step's `on-failure`. */
  onFailure?: 'fail';
  /** The earlier run this one goes on from, or whose outputs `down` may need. */
  from?: { runId: string; steps: { [id: string]: EarlierStep } };
  /** State carried over by continue-as-new. */
  memory?: Memory;
  /**
   * Made anew for each execution, which alone may use it: what was signed for one start is no good
   * for a second one.
   */
  ticket?: string;
}
