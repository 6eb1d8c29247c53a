import { approvalSteps } from './approval/index.js';
import type { StepType } from './contract/define-step.js';
import { discoverySteps } from './discovery/index.js';
import { etcdSteps } from './etcd/index.js';
import { fileSteps } from './file/index.js';
import { fleetSteps } from './fleet/index.js';
import { httpSteps } from './http/index.js';
import { outsideStepTypes, StepTypesError } from './outside-families.js';
import { shellSteps } from './shell/index.js';
import { vagrantSteps } from './vagrant/index.js';

/** Muster's own step types by name. Schemas only: what a step does is loaded by a worker. One line a family. */
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

/**
 * Muster's own step types and those of the modules that MUSTER_STEPS names.
 * @throws StepTypesError if such a module cannot be loaded, or takes a name that is taken.
 */
export async function loadCatalogue(
  env: NodeJS.ProcessEnv = process.env,
): Promise<ReadonlyMap<string, StepType>> {
  const all = new Map(catalogue);
  for (const type of await outsideStepTypes(env)) {
    if (all.has(type.type)) {
      throw new StepTypesError(
        `There are two step types ${type.type}; one is from MUSTER_STEPS.`,
        'Give it another name.',
      );
    }
    all.set(type.type, type);
  }
  return all;
}
