import type { Selection } from '../../contract/orders.js';
import type { JsonObject, Plan } from '../../contract/plan.js';
import { type Loaded, resolveInputs } from '../../language/index.js';
import { didYouMean } from '../../language/names.js';
import { ProblemError } from '../problem.js';

/** @throws ProblemError `pipeline.invalid`, with all that is wrong */
export function planOf({ plan, diagnostics }: Loaded, file: string): Plan {
  if (plan !== undefined) return plan;
  throw new ProblemError({
    code: 'pipeline.invalid',
    detail: `${file} is not a valid pipeline.`,
    next: 'Correct the file; it is read again each time.',
    diagnostics,
  });
}

/**
 * A pipeline and its inputs, both checked.
 * @throws ProblemError `pipeline.invalid`, `inputs.invalid`
 */
export function readyToRun(
  loaded: Loaded,
  file: string,
  given: JsonObject,
): { plan: Plan; inputs: JsonObject } {
  const plan = planOf(loaded, file);
  const { values, problems } = resolveInputs(loaded.inputs, given);
  if (problems.length === 0) return { plan, inputs: values };
  const said = problems.map(({ message }) => message).join('; ');
  throw new ProblemError({
    code: 'inputs.invalid',
    detail: `The inputs do not fit: ${said}.`,
    problems,
  });
}

/** @throws ProblemError `step.unknown` for an id that is neither a step nor a group */
export function checkSelection(selection: Selection, plan: Plan): void {
  const ids = [...plan.groups, ...plan.steps].map(({ id }) => id);
  const named = Object.values(selection).flatMap((some: string[] | undefined) => some ?? []);
  const wrong = named.find((id) => !ids.includes(id));
  if (wrong === undefined) return;
  const next = didYouMean(wrong, ids, 'the steps are');
  const detail = `The pipeline has no step ${wrong}.`;
  throw new ProblemError({ code: 'step.unknown', detail, ...(next ? { next } : {}) });
}
