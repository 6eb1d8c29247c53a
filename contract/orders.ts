import { z } from 'zod';
import type { Json, JsonObject, Plan } from './plan.js';
import type { Who } from './who.js';

/** What people ask of a run: the arguments of its workflow's updates. */

const addresses = z.array(z.string().min(1).max(300)).max(1000).exactOptional();

/** Which steps of a plan take part. Steps left out upstream are checked, never applied. */
export const selection = z
  .object({ only: addresses, from: addresses, until: addresses, skip: addresses })
  .strict()
  .meta({ id: 'Selection' });
export type Selection = z.infer<typeof selection>;

/** A corrected pipeline. */
export interface Revision {
  plan: Plan;
  inputs: JsonObject;
}

export interface ReviseRequest extends Revision {
  /**
   * Held steps that go on (default, or where none of those named is held: all), and done ones that
   * are done again although they cannot be checked.
   */
  steps?: string[];
  /** Fingerprint of a preview: refused where something else would be done by now. */
  preview?: string;
  by: Who;
}

export interface ResumeRequest {
  /** Addresses of held steps; default: all held ones. */
  steps?: string[];
  /** Fingerprint of a preview: refused where something else would be done by now. */
  preview?: string;
  by: Who;
}

export interface SkipRequest {
  step: string;
  /**
   * It was done by hand: it counts as done, in runs that go on too, until somebody names it. Default: the
   * run does without it, the next one does it.
   */
  done?: boolean;
  /** Needed where another step reads them. */
  outputs?: { [name: string]: Json };
  reason: string;
  by: Who;
}

/** What a run says beside why it does not take a skip. */
export interface RefusedSkip {
  /** Outputs of the step that have to go with it; empty: others read all of them. */
  outputs?: string[];
}

export interface AbortRequest {
  undo: boolean;
  reason?: string;
  by: Who;
}

export interface PauseRequest {
  by: Who;
}

export interface DecisionRequest {
  /** Address of the approval; default: the only one that waits. */
  step?: string;
  reason?: string;
  by: Who;
}

/**
 * Stands beside each request, and is signed with it: what somebody ordered once is no good for
 * another verb, another execution, or a second time.
 */
export interface Order {
  verb: string;
  /** Run id of the execution it is for. */
  execution: string;
  /** Unique. */
  id: string;
}

/** What a worker is given in place of a payload that was refused. */
export interface Refused {
  /** Why. */
  'muster-refused': string;
}
