import type {
  AbortRequest,
  DecisionRequest,
  PauseRequest,
  ResumeRequest,
  ReviseRequest,
  SkipRequest,
} from '../contract/orders.js';
import type { JsonObject } from '../contract/plan.js';
import type { PreviewRequest, ResumePreview } from '../contract/preview.js';
import type { RunState } from '../contract/run.js';
import type { Who } from '../contract/who.js';
import type { LeftBehind } from './planner/facts/left-behind.js';
import type { Foretold } from './planner/preview/preview.js';
import type { PipelineInput } from './run-input.js';

/** Absent from what a client of before asks: it is given all there is. */
export interface StateQuery {
  /** Of outputs that are large only digest and size. */
  isBrief?: boolean;
}

/** Names and shapes by which clients talk to a run. Types only. */
export interface PipelineContract {
  workflowType: 'pipeline';
  query: {
    state: [StateQuery, RunState];
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
    pause: PauseRequest;
  };
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
  /** Who made the schedule; a text in schedules that Muster 0.1.0 made. */
  by: Who | string;
}

/** What became of one turn of a schedule. */
export type ScheduledAnswer = { started: { name: string; runId: string } } | { busy: string };

/** What it asks of a worker: the run's input, from the file as it is now. */
export interface ScheduledActivities {
  'schedule.plan'(input: ScheduledInput): Promise<PipelineInput>;
}
