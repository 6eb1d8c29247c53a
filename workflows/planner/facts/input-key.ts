import type { Json, PlannedStep } from '../../../contract/plan.js';
import type { Rendered } from '../../../contract/task.js';
import { entry, instancesOf, type Memory } from '../../memory.js';
import { type Graph, stepsInside } from './graph.js';

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
  return hash(
    stableJson([
      fields.value,
      fields.secrets,
      env.value,
      env.secrets,
      upstream.sort((a, b) => (String(a) < String(b) ? -1 : 1)),
    ]),
  );
}

function outputsOf(memory: Memory, id: string, step: PlannedStep | undefined): Json[] {
  const expanded = step?.forEach !== undefined && memory.items[id] !== undefined;
  const ids = expanded ? instancesOf(memory, step) : [id];
  return ids.map((each) => entry(memory.steps, each).outputs ?? null);
}

/** JSON with sorted keys. */
function stableJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${stableJson(value[key] ?? null)}`).join(',')}}`;
}

/** FNV-1a, 128 bits in two halves of BigInt: the sandbox has no crypto, and this guards no secret. */
function hash(text: string): string {
  const prime = 0x0000000001000000000000000000013bn;
  const mask = (1n << 128n) - 1n;
  let state = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text)) {
    state = ((state ^ BigInt(byte)) * prime) & mask;
  }
  return state.toString(16).padStart(32, '0');
}
