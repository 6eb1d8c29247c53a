import { defineStep } from '../contract/define-step.js';
import { answersOutputs, answersWith } from './schemas.js';

/** Waits: there is nothing to apply. */
const httpAnswers = defineStep({
  type: 'http.answers',
  summary: 'Wait until addresses answer over HTTP',
  with: answersWith,
  outputs: answersOutputs,
  verify: { within: 60_000, every: 500, passes: 2 },
  run: () => import('./answers.run.js'),
});

export const httpSteps = [httpAnswers];
