import type { RunPlan } from '../../server/schemas/plan.js';

/** Steps that a down takes down, in its order: the last one first. */
export function takenDown({ steps }: Pick<RunPlan, 'steps'>): string[] {
  return steps
    .filter(({ undoable }) => undoable)
    .map(({ id }) => id)
    .reverse();
}

/**
 * What to send to start a run again as it was: its name, inputs and selection. Inputs that were left
 * out are null in a run, and stay left out.
 */
export function sameAgain(
  name: string,
  { inputs, selection }: Pick<RunPlan, 'inputs' | 'selection'>,
) {
  const given = Object.entries(inputs).filter(([, value]) => value !== null);
  return {
    name,
    inputs: Object.fromEntries(given),
    ...(selection ? { selection } : {}),
  };
}
