import type { JsonObject, PlannedStep } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import type { Place, Source } from '../source/source.js';
import type { Catalogue } from '../step-type.js';
import type { StepIdentity } from './digest.js';
import type { FoundPath } from './paths.js';

/** What all files of one plan share while it is made. */
export interface Build {
  catalogue: Catalogue;
  diagnostics: Diagnostics;
  /** Text of every file that was read, in the order of reading. */
  texts: Map<string, string>;
  /** Every file parsed once; undefined where it has errors. */
  sources: Map<string, Source | undefined>;
  /** Steps and groups so far. */
  count: number;
  /** Warnings worth saying only where nothing is wrong. */
  afterwards: (() => void)[];
}

/** A planned step whose files have not been read yet. */
export interface Draft {
  step: Omit<PlannedStep, 'files' | 'digest'>;
  identity: StepIdentity;
  paths: FoundPath[];
  /** Of `with`. */
  fields: Place;
  /** Fields of `with` that are known now. */
  known: JsonObject;
}
