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
  const upstream = step.needs
    .flatMap((id) => stepsInside(rules.graph, id))
    .map((id) => {
      const needed = rules.graph.steps.get(id);
      const definition = step.type === 'approval' ? [needed?.digest ?? ''] : [];
      return [id, ...definition, ...outputsOf(memory, id, needed)] as Json;
    });
  const { with: fields, env } = given;
  return hashOf([
    fields.value,
    fields.secrets,
    env.value,
    env.secrets,
    upstream.sort((a, b) => (String(a) < String(b) ? -1 : 1)),
  ]);
}

function outputsOf(memory: Memory, id: string, step: PlannedStep | undefined): Json[] {
  const expanded = step?.forEach !== undefined && memory.items[id] !== undefined;
  const ids = expanded ? instancesOf(memory, step) : [id];
  return ids.map((each) => {
    const { change, outputs } = entry(memory.steps, each);
    // In a rehearsal: it will give something.
    if (change === 'known-after-apply') throw new UnknownValue(each);
    return outputs ?? null;
  });
}
