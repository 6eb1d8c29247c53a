/**
 * What a family of step types is written with, for modules outside this package too: they import it
 * as `muster/steps`. `z` is Muster's own zod, so that schemas are made by the one that reads them.
 */
export { z } from 'zod';
export type { ErrorCode } from '../contract/error-codes.js';
export type { Parts } from '../contract/task.js';
export type { ExecOptions, ExecResult, StepContext } from './contract/context.js';
export {
  type Absent,
  type Check,
  defineStep,
  type StepDefinition,
  type StepRun,
  type StepType,
} from './contract/define-step.js';
export { StepError, type StepErrorOptions } from './contract/step-error.js';
