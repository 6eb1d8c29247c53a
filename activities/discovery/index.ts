import { defineStep } from '../contract/define-step.js';
import { tokenOutputs, tokenWith } from './schemas.js';

/** One token for one generation of a cluster: kept while a machine lives, new for the next. */
const discoveryToken = defineStep({
  type: 'discovery.token',
  summary: 'Have an etcd discovery token that fits the machines, in their user-data',
  with: tokenWith,
  outputs: tokenOutputs,
  undoable: () => true,
  run: () => import('./token.run.js'),
});

export const discoverySteps = [discoveryToken];
