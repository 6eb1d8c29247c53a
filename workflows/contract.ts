import type { PreviewRequest, ResumePreview } from '../client/resume-preview.js';
import type { RunState } from '../client/run-view.js';
import type { LeftBehind } from './planner/left-behind.js';
import type { Foretold } from './planner/preview.js';
import type { ReviseRequest } from './planner/revise.js';
import type { AbortRequest, ResumeRequest, SkipRequest } from './planner/updates.js';

/** Names and shapes by which clients talk to a run. Types only. */
export interface PipelineContract {
  workflowType: 'pipeline';
  query: {
    state: RunState;
    /** What a resume would do; of a run that has ended, what going on as a new one would. */
    preview: [PreviewRequest & { how: ResumePreview['how'] }, Foretold];
    /** What a run that goes on from this one is given. */
    'left-behind': LeftBehind;
  };
  updates: {
    revise: ReviseRequest;
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
