import type { Json, JsonObject } from '../../contract/plan.js';
import type { Parts, StepTask } from '../../contract/task.js';
import { shapeProblems } from '../../language/schema/issues.js';
import type { StepContext } from '../contract/context.js';
import type { StepRun, StepType } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import type { OpenRecord } from './attempt-record.js';
import type { Masker } from './masking/masker.js';
import type { Report } from './report.js';

/** One attempt at one step, with everything it needs. */
export interface Visit {
  task: StepTask;
  type: StepType;
  run: StepRun<unknown, unknown>;
  input: unknown;
  ctx: StepContext;
  report: Report;
  record: OpenRecord;
  mask: Masker;
  /** A line of Muster's own in the log. */
  note: (line: string) => void;
}

/** Outputs travel in Temporal's history and in every query of the run. */
const largestOutputs = 64 * 1024;

/** The answer of a step that holds: its outputs checked. */
export function holding(
  visit: Visit,
  changed: boolean,
  outputs: unknown,
  parts: Parts | undefined,
): { holds: true; changed: boolean; outputs: JsonObject; parts?: Parts } {
  const checked = visit.type.outputs.safeParse(outputs ?? {});
  if (!checked.success) {
    const problems = shapeProblems(visit.type.outputs, (outputs ?? {}) as Json);
    throw new StepError('outputs.invalid', {
      message: `The outputs of ${visit.task.step} do not fit: ${problems.map(({ message }) => message).join('; ')}.`,
      next: 'Correct what the step puts out, or how its outputs are declared.',
    });
  }
  refuseSecrets(visit, checked.data as JsonObject);
  const size = Buffer.byteLength(JSON.stringify(checked.data));
  if (size > largestOutputs) {
    throw new StepError('outputs.too-large', {
      message: `The outputs of ${visit.task.step} take ${size} bytes; ${largestOutputs} are allowed.`,
      next: 'Write them to a file, and put out its path.',
    });
  }
  return {
    holds: true,
    changed,
    outputs: checked.data as JsonObject,
    ...(parts ? { parts: visit.mask.json(parts) } : {}),
  };
}

/**
 * Outputs are data, which other steps go by: a secret in one is not hidden, which would change it,
 * and not passed on, since outputs can be read in the history.
 */
function refuseSecrets({ task, mask }: Visit, outputs: JsonObject): void {
  for (const [name, value] of Object.entries(outputs)) {
    const secret = textsIn(value)
      .map(mask.secretIn)
      .find((found) => found !== undefined);
    if (secret === undefined) continue;
    throw new StepError('secret.in-output', {
      message: `The output ${name} of ${task.step} holds the secret ${secret}, and outputs can be read by others.`,
      next: `Leave it out, and hand it over as a secret where it is needed: env: { ${secret}: \${{ secrets.${secret} }} }. If ${secret} need not be hidden, make it an input.`,
    });
  }
}

/** Every text in a value, names of fields included. */
function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(textsIn)];
}
