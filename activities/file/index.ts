import { defineStep } from '../contract/define-step.js';
import { templateOutputs, templateWith } from './schemas.js';

/** A file that is made of a template, replaced in one step, and removed unless somebody changed it. */
const fileTemplate = defineStep({
  type: 'file.template',
  summary: 'Write a file from a template',
  with: templateWith,
  outputs: templateOutputs,
  undoable: () => true,
  run: () => import('./template.run.js'),
});

export const fileSteps = [fileTemplate];
