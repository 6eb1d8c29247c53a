import type { RunState } from '../client/run-view.js';
import type { AbortRequest, ResumeRequest, SkipRequest } from './planner/updates.js';

/** Names and shapes by which clients talk to a run. Types only. */
export interface PipelineContract {
  workflowType: 'pipeline';
  query: { state: RunState };
  updates: {
    resume: ResumeRequest;
    skip: SkipRequest;
    abort: AbortRequest;
    approve: DecisionRequest;
    reject: DecisionRequest;
    pause: { by: string };
  };
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

export interface DecisionRequest {
  /** Id of the approval; default: the only one that waits. */
  step?: string;
  reason?: string;
  by: string;
}
