import type { Json } from '../language/plan.js';
import type { ChangedFields } from '../language/plan-changes.js';

/** What differs between two runs of one name, step by step. */

/** What was, and what is; one is absent where only the other run has it. */
export interface Change<Value> {
  was?: Value;
  is?: Value;
}

export interface StepComparison {
  /** Instance id. */
  id: string;
  /** Whether the pipeline's text of this step, or a file that it reads, differs. */
  definition: 'same' | 'changed' | 'added' | 'removed';
  /**
   * What is written otherwise; where that is `retry` or the like, it is the same step still. Of a
   * `for-each` at its first instance alone.
   */
  fields?: ChangedFields;
  /** State and change, such as `done, unchanged`; present where they differ. */
  outcome?: Change<string>;
  /** Names of outputs that differ. */
  outputs?: { [name: string]: Change<Json> };
  /** In ms; present where both runs visited it. */
  duration?: { was: number; is: number };
}

export interface RunComparison {
  name: string;
  /** The run that is asked about. */
  run: { runId: string; startedAt: string };
  /** The run it is held against. */
  against: { runId: string; startedAt: string };
  /** Inputs that differ. */
  inputs: { [name: string]: Change<Json> };
  /** Whether anything at all in the pipeline differs. */
  pipeline: 'same' | 'changed';
  /** Every step of either run, in the order of the pipeline. */
  steps: StepComparison[];
}
