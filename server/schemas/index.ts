/** Shapes of the API's requests and answers, for the page: `import type` only. */
export type { LogLines, LogList, LogPage } from './log.js';
export type {
  InputSchema,
  InputsSchema,
  PipelineDetail,
  PipelineList,
  PipelineSummary,
  Validated,
} from './pipeline.js';
export type { StepOutline } from './plan.js';
export type { ProblemBody as Problem } from './problem.js';
export type { RunDetail, RunList, StartedRun } from './run.js';
export type { ScheduledRun, ScheduleList, ScheduleView } from './schedule.js';
export type { Session } from './session.js';
export type { Resumed } from './update.js';
