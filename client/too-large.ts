import { runLimits } from '../contract/limits.js';
import type { JsonObject, Plan } from '../contract/plan.js';
import { ClientError } from './requests.js';

const kib = (bytes: number) => `${Math.ceil(bytes / 1024)} KiB`;
const sizeOf = (value: object) => Buffer.byteLength(JSON.stringify(value));

/**
 * Refuse what a run cannot be started or corrected with, before anything is begun.
 *
 * @throws ClientError `run.too-large`
 */
export function refuseTooLarge({ plan, inputs }: { plan: Plan; inputs: JsonObject }): void {
  const [ofPlan, ofInputs] = [sizeOf(plan), sizeOf(inputs)];
  if (ofPlan + ofInputs > runLimits.start) {
    throw new ClientError(
      'run.too-large',
      `The pipeline "${plan.name}" takes ${kib(ofPlan)} and its inputs ${kib(ofInputs)}; a run takes ${kib(runLimits.start)}.`,
      'Nothing was begun. Write what is large to a file, and give its path as the input.',
    );
  }
}
