import type { Selection } from '../contract/orders.js';
import type { JsonObject, Plan } from '../contract/plan.js';
import type { EarlierStep, RunMode } from '../contract/run.js';
import type { CallerEnvironment } from '../contract/task.js';
import type { Who } from '../contract/who.js';
import type { Memory } from './memory.js';

/** Input of the workflow type `pipeline`. */
export interface PipelineInput {
  /** Version of this shape and of the interpreter's rules. */
  engine: 1;
  /** Which changes of decisions it knows (`workflows/flags.ts`); absent: none. */
  decisions?: number;
  plan: Plan;
  inputs: JsonObject;
  mode: RunMode;
  selection?: Selection;
  environment: CallerEnvironment;
  /** Who started it; a text in what Muster 0.1.0 started (`workflows/old-shapes.ts`). */
  by: Who;
  /** Overrides every step's `on-failure`. */
  onFailure?: 'fail';
  /** The earlier run this one goes on from, or whose outputs `down`, or the look of a preview, may need. */
  from?: {
    runId: string;
    steps: { [id: string]: EarlierStep };
    /** Steps that the last up skipped, by a condition. */
    skipped?: string[];
    /** What was taken down since the last up, with the outputs it had; for a down. */
    undone?: { [id: string]: JsonObject };
    /** Steps that are done again although they cannot be checked: a person named them. */
    named?: string[];
  };
  /** State carried over by continue-as-new. */
  memory?: Memory;
  /**
   * New for each execution, which alone may use it: what was signed for one start is no good
   * for a second one.
   */
  ticket?: string;
}
