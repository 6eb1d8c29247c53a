import type { CallerEnvironment } from '../activities/contract/task.js';
import type { Selection } from '../client/requests.js';
import type { RunMode } from '../client/run-view.js';
import type { Json, JsonObject, Plan } from '../language/plan.js';
import type { Memory } from './memory.js';

/** What a step left behind, for a visit that may have to leave it in place. */
export interface EarlierStep {
  /** Of its definition, when it was done. */
  digest: string;
  /** Hash of what the step was given; absent for steps that can be looked at. */
  inputKey?: string;
  outputs: { [name: string]: Json };
  /** It was cut short: nobody knows how far it got. */
  unknown?: true;
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
  from?: {
    runId: string;
    steps: { [id: string]: EarlierStep };
    /** Steps that are done again although they cannot be looked at: a person named them. */
    named?: string[];
  };
  /** State carried over by continue-as-new. */
  memory?: Memory;
  /**
   * Made anew for each execution, which alone may use it: what was signed for one start is no good
   * for a second one.
   */
  ticket?: string;
}
