import type { PreviewRequest, ResumePreview } from '../client/resume-preview.js';
import type { RunState } from '../client/run-view.js';
import type { JsonObject } from '../language/plan.js';
import type { LeftBehind } from './planner/left-behind.js';
import type { Foretold } from './planner/preview.js';
import type { ReviseRequest } from './planner/revise.js';
import type { AbortRequest, ResumeRequest, SkipRequest } from './planner/updates.js';
import type { PipelineInput } from './run-input.js';

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

/** Input of the workflow type `scheduled`: what a schedule is to start, planned when it is time. */
export interface ScheduledInput {
  /** Absolute path of the pipeline's file. */
  file: string;
  mode: 'up' | 'look';
  /** As they were given: defaults are those of the day. */
  inputs: JsonObject;
  /** Name of the runs. */
  name: string;
  /** Who made the schedule: user@host. */
  by: string;
}

/** What became of one turn of a schedule. */
export type ScheduledAnswer = { started: { name: string; runId: string } } | { busy: string };

/** What it asks of a worker: the run's input, from the file as it is now. */
export interface ScheduledActivities {
  'schedule.plan'(input: ScheduledInput): Promise<PipelineInput>;
}
