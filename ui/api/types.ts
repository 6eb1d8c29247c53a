/** The shapes of the API, as the server declares them. Types only: nothing of it is in the page. */
export type { ChangedFields, RunComparison, StepComparison } from '../../contract/comparison.js';
export type { Selection } from '../../contract/orders.js';
export type { Json, JsonObject } from '../../contract/plan.js';
export type { PreviewStep, ResumePreview } from '../../contract/preview.js';
export type {
  LargeOutputs,
  RunStateName,
  RunSummary,
  RunView,
  StepView,
} from '../../contract/run.js';
export type { Who } from '../../contract/who.js';
export type { Diagnostic } from '../../language/diagnostics/diagnostic.js';
export type { InputProblem } from '../../language/inputs/resolve.js';
export type {
  PipelineDetail,
  PipelineSummary,
  RunDetail,
  ScheduledRun,
  ScheduleView,
  Session,
  StartedRun,
  StepOutline,
} from '../../server/schemas/index.js';
