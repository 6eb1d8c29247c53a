import type { Json, PlannedStep } from '../../../contract/plan.js';
import type { Rendered } from '../../../contract/task.js';
import { entry, instancesOf, type Memory } from '../../memory.js';
import { type Graph, stepsInside } from './graph.js';
import { hashOf } from './hash.js';
import { UnknownValue } from './templates.js';

/**
 * A hash of what a step without a check was given: its rendered values and the outputs of the steps
 * it needs. Equal hash and equal digest: running it again would be doing the same thing twice. What
 * an approval was given is also how those steps are defined: it approved what they do.
 */
export function inputKeyOf(
  rules: { graph: Graph },
  memory: Memory,
  step: PlannedStep,
  given: { with: Rendered; env: Rendered },
): string {
  const upstream = upstreamOf(rules, memory, step);
  const { with: fields, env } = given;
  return hashOf([
    fields.value,
    fields.secrets,
    env.value,
    env.secrets,
    upstream.sort((a, b) => (String(a) < String(b) ? -1 : 1)),
  ]);
}

/**
 * What it stands on, with what that gave.
 * @throws UnknownValue in a rehearsal, where that will give something that nobody knows yet
 */
export function upstreamOf(rules: { graph: Graph }, memory: Memory, step: PlannedStep): Json[] {
  return step.needs
    .flatMap((id) => stepsInside(rules.graph, id))
    .map((id) => {
      const needed = rules.graph.steps.get(id);
      const definition = step.type === 'approval' ? [needed?.digest ?? ''] : [];
      return [id, ...definition, ...outputsOf(memory, id, needed)];
    });
}

function outputsOf(memory: Memory, id: string, step: PlannedStep | undefined): Json[] {
  const expanded = step?.forEach !== undefined && memory.items[id] !== undefined;
  const ids = expanded ? instancesOf(memory, step) : [id];
  return ids.map((each) => {
    const { change, outputs } = entry(memory.steps, each);
    if (change === 'known-after-apply') throw new UnknownValue(each);
    return outputs ?? null;
  });
}
