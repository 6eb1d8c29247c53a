import type { Plan, Reference } from '../../contract/plan.js';

/** Which outputs of each step (or group) somebody reads, by name: what a skip has to stand in for. */
export function outputsRead(plan: Partial<Plan>): ReadonlyMap<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const { step, of, output } of referencesIn(plan)) {
    if (of !== 'outputs' || output === undefined) continue;
    found.set(step, (found.get(step) ?? new Set()).add(output));
  }
  return new Map([...found].map(([step, names]) => [step, [...names].sort()]));
}

/** Expressions stand all over a plan; a literal holds none, whatever it looks like. */
function* referencesIn(value: unknown): Generator<Reference> {
  if (typeof value !== 'object' || value === null) return;
  if ('expr' in value && 'reads' in value) {
    yield* value.reads as Reference[];
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    if (key !== 'literal') yield* referencesIn(part);
  }
}
