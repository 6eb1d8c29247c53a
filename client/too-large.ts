import { runLimits } from '../contract/limits.js';
import type { JsonObject, Plan } from '../contract/plan.js';
import { ClientError } from './refusal.js';

const sizeOf = (value: object) => Buffer.byteLength(JSON.stringify(value));

/**
 * Refuse what a run cannot be started or corrected with, before anything is begun.
 *
 * @throws ClientError `run.too-large`
 */
export function refuseTooLarge(given: { plan: Plan; inputs: JsonObject }): void {
  const [plan, inputs] = [sizeOf(given.plan), sizeOf(given.inputs)];
  const most = runLimits.start;
  if (plan + inputs <= most) return;
  throw new ClientError({ code: 'run.too-large', pipeline: given.plan.name, plan, inputs, most });
}
