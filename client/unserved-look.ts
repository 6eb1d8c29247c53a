import type { RunView } from '../contract/run.js';
import { ClientError } from './refusal.js';

/**
 * A look that waits for nothing but workers that are not there would wait for ever. An `up` does so
 * on purpose: whoever starts the worker has it go on.
 */
export function unservedLook(view: RunView): ClientError | undefined {
  if (view.mode !== 'look' || view.endedAt !== undefined) return undefined;
  const running = view.steps.filter(({ state }) => state === 'running' || state === 'retrying');
  const [first] = running;
  if (first?.noWorker === undefined) return undefined;
  if (running.some(({ noWorker }) => noWorker === undefined)) return undefined;
  const steps = running.map(({ id }) => id);
  return new ClientError({ code: 'queue.unserved', queue: first.noWorker, steps });
}
