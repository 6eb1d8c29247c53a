import type { RunComparison } from '../contract/comparison.js';
import type { RunHistory } from '../contract/history.js';
import type {
  AbortRequest,
  DecisionRequest,
  PauseRequest,
  ResumeRequest,
  ReviseRequest,
  Revision,
  Selection,
  SkipRequest,
} from '../contract/orders.js';
import type { JsonObject, Plan } from '../contract/plan.js';
import type { PreviewRequest, ResumePreview } from '../contract/preview.js';
import type { RunMode, RunSummary, RunView } from '../contract/run.js';
import type { CallerEnvironment } from '../contract/task.js';
import type { Who } from '../contract/who.js';

export interface StartRequest {
  plan: Plan;
  /** Checked against the pipeline's inputs, defaults filled in. */
  inputs: JsonObject;
  mode: RunMode;
  /** Workflow id; default: the pipeline's name. Looks get an id of their own. */
  name?: string;
  selection?: Selection;
  environment: CallerEnvironment;
  /** Overrides every step's `on-failure`. */
  onFailure?: 'fail';
  /** Task queue of this host's worker. */
  queue: string;
  by: Who;
}

/** Whose outputs are asked for. */
export interface OutputsOf {
  /** Default: the latest run of the name. */
  runId?: string | undefined;
  /** Address of a step; default: the run itself. */
  step?: string | undefined;
}

/** Who starts a run, and where from. */
export interface StartedBy {
  /** Task queue of this host's worker. */
  queue: string;
  environment: CallerEnvironment;
  by: Who;
}

/** Where the latest run of a name does its steps. */
export interface Place {
  /** Its task queue: that of the computer which started it. */
  queue: string;
  isOpen: boolean;
  /** It took down what was up, all of it. */
  isDown: boolean;
}

export interface RestartRequest extends StartedBy {
  revised?: Revision;
  steps?: string[];
  /** Fingerprint of a preview: refused where something else would be done by now. */
  preview?: string;
}

/**
 * What cli and server ask of runs. `MusterClient` in `client/muster-client.ts` does it. Each rejects
 * with ClientError `engine.unreachable` where Temporal does not answer, and an update with
 * `run.refused` where it does not fit.
 */
export interface Runs {
  /** Rejects with ClientError `run.busy` if a run of that name is open. */
  start(request: StartRequest): Promise<{ name: string; runId: string }>;
  /** The latest run of that name; ClientError `run.unknown` if there is none. */
  view(name: string, runId?: string): Promise<RunView>;
  /**
   * Outputs of a run, which it has once it has ended, or of one of its steps, however large.
   * ClientError `step.unknown` if it has no such step.
   */
  outputs(name: string, of?: OutputsOf): Promise<JsonObject>;
  /** What happened in a run, its last ten thousand events: every attempt, hold and order. */
  history(name: string, runId?: string): Promise<RunHistory>;
  /** Yields on every change, at most every `everyMs` (default 250), until the run ends or waits for a person. */
  follow(
    name: string,
    options?: { runId?: string; signal?: AbortSignal; everyMs?: number },
  ): AsyncIterable<RunView>;
  /** Newest first. Looks are left out unless asked for. */
  list(filter?: { looks?: boolean; limit?: number }): Promise<RunSummary[]>;
  resume(name: string, request: ResumeRequest): Promise<void>;
  skip(name: string, request: SkipRequest): Promise<void>;
  abort(name: string, request: AbortRequest): Promise<void>;
  /** End a run that is stuck, as it is: for one that takes no order any more. Refused for any other. */
  end(name: string, request: { by: Who; reason?: string }): Promise<void>;
  /** The step is done; its outputs say who, when and why. */
  approve(name: string, request: DecisionRequest): Promise<void>;
  /** The step has failed: it is held, unless its `on-failure` says otherwise. */
  reject(name: string, request: DecisionRequest): Promise<void>;
  /** Nothing new starts until somebody resumes; what runs goes on. */
  pause(name: string, request: PauseRequest): Promise<void>;
  /**
   * A held or paused run takes a corrected pipeline over and goes on: a step that was done keeps its
   * outputs while it is the same. Refused where that would do something unsafe that is not named.
   */
  revise(name: string, request: ReviseRequest): Promise<void>;
  /**
   * A closed run goes on as a new one, with the same plan and inputs or corrected ones. `steps`
   * names those that cannot be checked and are to be done again all the same.
   */
  restart(name: string, request: RestartRequest): Promise<{ runId: string }>;
  /** What a resume will do, step by step. Changes nothing; with `look` it starts a look of its own. */
  preview(name: string, request: PreviewRequest & StartedBy): Promise<ResumePreview>;
  /**
   * What differs from another run of that name: by its run id, or from the last one that succeeded
   * before it. ClientError `run.unknown` if there is none.
   */
  compare(name: string, against: 'last-green' | { runId: string }): Promise<RunComparison>;
  /** The plan, inputs and outputs of the latest `up` of that name: what `down` takes down. */
  lastUp(name: string): Promise<{ plan: Plan; inputs: JsonObject } | undefined>;
  /** Where the latest run of that name does its steps; undefined if there is none. */
  placeOf(name: string): Promise<Place | undefined>;
  /** Whether a worker polls that task queue for runs. */
  isServed(queue: string): Promise<boolean>;
  /** The plan and inputs of a run, as it was last corrected. */
  definition(name: string, runId: string): Promise<{ plan: Plan; inputs: JsonObject }>;
}
