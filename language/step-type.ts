import type { z } from 'zod';
import type { JsonObject, VerifyPolicy } from '../contract/plan.js';

/**
 * What the language must know of a step type to check a pipeline: its name, the shape of what
 * goes in and comes out, and whether its effect can be checked. `activities/catalogue` provides it.
 */
export interface StepTypeInfo {
  /** `family.verb`, e.g. `vagrant.up`; also the Temporal activity type. */
  type: string;
  /** One line, in the imperative. */
  summary: string;
  /**
   * Fields of `with`. A field that holds a path says so: `z.string().meta({ path: 'file' })` for a
   * file that is read (enters the digest), `'output'` for one that is written, `'directory'` for a folder.
   */
  with: z.ZodObject;
  outputs: z.ZodType;
  /** Whether a step of this type with these (raw) fields can be checked. */
  checked: (raw: JsonObject) => boolean;
  /** Whether it has something to do in `down`. */
  undoable: (raw: JsonObject) => boolean;
  /**
   * What can be seen to be wrong before a run, as warnings: conflicting units, a template without a
   * placeholder. Gets the fields whose value is known (no expression in it), paths as written.
   */
  lint?: (known: JsonObject, at: { directory: string }) => Promise<LintFinding[]> | LintFinding[];
  /** How it is verified unless the pipeline says otherwise. */
  verify: VerifyPolicy;
}

interface LintFinding {
  message: string;
  /** What to do. */
  hint?: string;
  /** Name of the field of `with` that it is about. */
  field?: string;
}

/** Step types by name. */
export type Catalogue = ReadonlyMap<string, StepTypeInfo>;
