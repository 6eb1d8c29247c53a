/** The shapes of the API, as the server declares them. Types only: nothing of it is in the page. */
export type { RunComparison, StepComparison } from '../../client/comparison.js';
export type { RunSummary, Selection } from '../../client/requests.js';
export type { PreviewStep, ResumePreview } from '../../client/resume-preview.js';
export type {
  RunAction,
  RunMode,
  RunStateName,
  RunView,
  StepView,
} from '../../client/run-view.js';
export type { Diagnostic } from '../../language/diagnostics/diagnostic.js';
export type { InputProblem } from '../../language/inputs/resolve.js';
export type { Json, JsonObject } from '../../language/plan.js';
export type { ChangedFields } from '../../language/plan-changes.js';
export type {
  PipelineDetail,
  PipelineSummary,
  RunDetail,
  RunPlan,
  ScheduledRun,
  ScheduleView,
  Session,
  StepOutline,
} from '../../server/schemas/index.js';
