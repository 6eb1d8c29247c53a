import { approvalSteps } from './approval/index.js';
import type { StepType } from './contract/define-step.js';
import { discoverySteps } from './discovery/index.js';
import { etcdSteps } from './etcd/index.js';
import { fileSteps } from './file/index.js';
import { fleetSteps } from './fleet/index.js';
import { httpSteps } from './http/index.js';
import { shellSteps } from './shell/index.js';
import { vagrantSteps } from './vagrant/index.js';

/** Every step type by its name. Schemas only: what a step does is loaded by a worker. One line a family. */
export const catalogue: ReadonlyMap<string, StepType> = new Map(
  [
    ...discoverySteps,
    ...vagrantSteps,
    ...fleetSteps,
    ...etcdSteps,
    ...httpSteps,
    ...fileSteps,
    ...shellSteps,
    ...approvalSteps,
  ].map((type) => [type.type, type]),
);
