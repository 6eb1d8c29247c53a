import { defineStep } from '../contract/define-step.js';
import { shellStepOutputs, shellWith } from './schemas.js';

/** A script. Where the pipeline says `run:`, this is the type. */
export const shell = defineStep({
  type: 'shell',
  summary: 'Run a script',
  with: shellWith,
  outputs: shellStepOutputs,
  checked: (raw) => raw.check !== undefined,
  undoable: (raw) => raw.undo !== undefined,
  run: () => import('./shell.run.js'),
});

export const shellSteps = [shell];
