import type { Json, PlannedStep } from '../../../contract/plan.js';
import type { SeenSteps } from '../../../contract/preview.js';
import { differs } from '../facts/graph.js';
import type { Expected, Situation } from './rehearse.js';

/**
 * What to expect of a visit: what was seen just now; of what was not looked at, that it is still as
 * the run left it. What a step gives when it is applied is known beforehand only where it gave
 * nothing the last time.
 */
export function expectation(before: Situation, after: Situation, seen: SeenSteps) {
  return (step: PlannedStep, id: string): Expected => {
    const isRedefined = differs(before.rules.graph, step);
    const gave = isRedefined ? undefined : lastOutputs(before, after, id);
    const now = step.checked ? seen[id] : undefined;
    if (now?.blocked) return { blocked: { ...now.blocked, tail: [], attempt: 0 } };
    if (now?.holds) return { changed: false, outputs: now.outputs ?? gave };
    const holds = step.checked && now === undefined && gave !== undefined;
    return holds ? { changed: false, outputs: gave } : { changed: true, outputs: nothing(gave) };
  };
}

function lastOutputs(before: Situation, after: Situation, id: string) {
  const own = before.memory.steps[id];
  if (own?.state === 'done') return own.outputs;
  return own?.before?.outputs ?? after.rules.earlier[id]?.outputs;
}

function nothing(gave: { [name: string]: Json } | undefined) {
  return gave !== undefined && Object.keys(gave).length === 0 ? gave : undefined;
}
