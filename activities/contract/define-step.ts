import type { z } from 'zod';
import type { JsonObject, VerifyPolicy } from '../../contract/plan.js';
import type { Parts } from '../../contract/task.js';
import type { StepTypeInfo } from '../../language/step-type.js';
import type { StepContext } from './context.js';
import type { StepError } from './step-error.js';

/** The answer of a look. A look that cannot answer throws: "unknown" is never "absent". */
export type Check<Outputs> = { holds: true; outputs: Outputs; parts?: Parts } | Absent;

/** It does not hold. */
export interface Absent {
  holds: false;
  /** In a few words, for a person: `core-02 is stopped`. */
  why: string;
  parts?: Parts;
  /** Why apply would fail: with this. Told by looks, so that `plan` is true. */
  blocked?: StepError;
}

/**
 * What a step type does. Each function may be called any number of times, after a crash at any
 * point, on a world that somebody else has changed meanwhile.
 */
export interface StepRun<Input, Outputs> {
  /** Look, change nothing. */
  check?(ctx: StepContext, input: Input): Promise<Check<Outputs>>;
  /**
   * Apply it, touching only the parts that need it. Absent: the step only waits until its check
   * holds. Outputs come from the check that follows; a step without a check returns them here.
   */
  apply?(ctx: StepContext, input: Input, found: Absent): Promise<Outputs | undefined>;
  /** Take it down. Resolves to false where there was nothing to do. */
  undo?(ctx: StepContext, input: Input): Promise<boolean>;
}

export interface StepDefinition<With extends z.ZodObject, Outputs extends z.ZodType> {
  type: string;
  summary: string;
  with: With;
  outputs: Outputs;
  /**
   * Loaded by a worker only, when the first step of this type runs. Absent: the workflow itself
   * executes it (`approval`).
   */
  run?: () => Promise<{ default: StepRun<z.output<With>, z.output<Outputs>> }>;
  /** Default: one pass within 30 s, every second. */
  verify?: Partial<VerifyPolicy>;
  /** Default: it can be checked. */
  checked?: (raw: JsonObject) => boolean;
  /** Default: nothing to undo. */
  undoable?: (raw: JsonObject) => boolean;
}

/** A step type with its code behind a door. */
export interface StepType extends StepTypeInfo {
  run?: () => Promise<{ default: StepRun<unknown, unknown> }>;
}

/** Declare a step type. The one line in `activities/catalogue.ts` makes it known. */
export function defineStep<With extends z.ZodObject, Outputs extends z.ZodType>(
  definition: StepDefinition<With, Outputs>,
): StepType {
  return {
    type: definition.type,
    summary: definition.summary,
    with: definition.with,
    outputs: definition.outputs,
    ...(definition.run ? { run: definition.run as NonNullable<StepType['run']> } : {}),
    verify: { within: 30_000, every: 1000, passes: 1, ...definition.verify },
    checked: definition.checked ?? (() => true),
    undoable: definition.undoable ?? (() => false),
  };
}
