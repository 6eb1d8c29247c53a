import type { PlannerRun } from './planner-run.js';
import type { ModelStart, Reference } from './reference.js';

/** Differences between what the rules say and what the planner says, in words. */
export function differences(
  model: Reference,
  planner: PlannerRun,
  expected: ModelStart[],
  started: ModelStart[],
): string[] {
  const found = startDifferences(expected, started);
  const same = (what: string, rules: unknown, real: unknown) => {
    if (text(rules) !== text(real))
      found.push(`${what}: ${text(rules)} by the rules, ${text(real)}`);
  };
  same('end of the run', model.end(), planner.end());
  if (model.end() === undefined) same('state of the run', model.state(), planner.state());
  for (const piece of model.pieces) {
    const real = planner.piece(piece.step, piece.item);
    same(`state of ${piece.id}`, piece.state, real.state);
    if (piece.state === 'done') same(`outputs of ${piece.id}`, piece.outputs, real.outputs);
  }
  return found;
}

export function startDifferences(expected: ModelStart[], started: ModelStart[]): string[] {
  const [rules, real] = [text(sorted(expected)), text(sorted(started))];
  return rules === real ? [] : [`starts: ${rules} by the rules, ${real}`];
}

function sorted(starts: ModelStart[]): ModelStart[] {
  return [...starts].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The same text for the same value, whatever the order of its fields. */
function text(value: unknown): string {
  const order = (_: string, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return JSON.stringify(value, order) ?? 'none';
}
