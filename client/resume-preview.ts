import type { Parts } from '../activities/contract/task.js';
import type { JsonObject, Plan } from '../language/plan.js';
import type { ChangedFields } from '../language/plan-changes.js';

/** What a resume will do, step by step, told before anything is done. */

/** What is asked about: the resume that would be made. */
export interface PreviewRequest {
  /** Ids of steps named for it; default: all held ones. */
  steps?: string[];
  /** A corrected pipeline, with the inputs it would have; default: the run's own. */
  revised?: Revision;
  /** Look at the world too, where a step can be looked at. Default: true. */
  look?: boolean;
}

/** A corrected pipeline. */
export interface Revision {
  plan: Plan;
  inputs: JsonObject;
}

/**
 * - `kept`: done, and not visited again;
 * - `looked-at`: looked at, and made so where it does not hold;
 * - `left-in-place`: done, cannot be looked at, and not done again;
 * - `done-again`: cannot be looked at, and is run again;
 * - `to-do`: has not been done yet;
 * - `asked`: an approval that somebody is asked for;
 * - `skipped`: stays skipped;
 * - `held`: stays held, because it is not named;
 * - `removed`: the corrected pipeline has it no more; what it made stays.
 */
export type PreviewAction =
  | 'kept'
  | 'looked-at'
  | 'left-in-place'
  | 'done-again'
  | 'to-do'
  | 'asked'
  | 'skipped'
  | 'held'
  | 'removed';

/**
 * How safe it is to visit a step: `checked` (it is looked at first), `repeatable` (its author says
 * it may run twice, or it failed cleanly), `unsafe` (nobody knows, or it was done: must be named).
 */
export type PreviewSafety = 'checked' | 'repeatable' | 'unsafe';

export interface PreviewStep {
  /** Instance id: `lab/box`, `answers[core-01]`. */
  id: string;
  type: string;
  action: PreviewAction;
  safety: PreviewSafety;
  /** It is refused unless this step is named. */
  mustName?: boolean;
  /** How the corrected pipeline differs here. */
  definition?: 'changed' | 'added' | 'removed';
  /**
   * What is written otherwise; where that is `retry` or the like, it is the same step still. Of a
   * `for-each` at its first instance alone.
   */
  fields?: ChangedFields;
  /** Why, in a few words. */
  why: string;
  /** What was seen just now; absent: not looked at. `holds` absent: it could not be looked at. */
  seen?: {
    holds?: boolean;
    why?: string;
    parts?: Parts;
    /** It cannot be made so: it would be held again with this. */
    blocked?: { code: string; message: string; next: string };
  };
}

export interface ResumePreview {
  name: string;
  /** The run that would go on, or be gone on from. */
  runId: string;
  /** In place, or as a new run because this one has ended. */
  how: 'in-place' | 'new-run';
  /** Why the resume would be refused, and what to do instead. */
  refused?: string;
  /** In the order of the pipeline. */
  steps: PreviewStep[];
}
