import { defineStep } from '../contract/define-step.js';
import { upOutputs, upWith } from './schemas.js';

/** Machines that run, answer over ssh and were provisioned to the end. */
const vagrantUp = defineStep({
  type: 'vagrant.up',
  summary: 'Bring the machines of a Vagrant folder up',
  with: upWith,
  outputs: upOutputs,
  undoable: () => true,
  run: () => import('./up.run.js'),
});

export const vagrantSteps = [vagrantUp];
