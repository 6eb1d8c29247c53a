import { join } from 'node:path';
import type { BundleOptions } from '@temporalio/worker';

/**
 * What the workflow bundle is made of. Its modules hold no state, so they are loaded once for a
 * worker, frozen, and not once for every run.
 *
 * @param folder Holds `index` and `refuse-unsigned`, compiled (`.js`) or not (`.ts`).
 */
export function bundleOptions(folder: string, suffix: '.js' | '.ts' = '.js'): BundleOptions {
  const workflowsPath = join(folder, `index${suffix}`);
  const interceptors = join(folder, `refuse-unsigned${suffix}`);
  return {
    workflowsPath,
    workflowInterceptorModules: [interceptors],
    preloadModules: [workflowsPath, interceptors],
  };
}
