import type { PlannedGroup, PlannedStep } from '../../../contract/plan.js';
import { entry, type Memory } from '../../memory.js';
import type { Rules } from '../facts/rules.js';
import { isNodeSatisfied } from '../facts/status.js';

/** What a node waits for. A look changes nothing, so it only waits for what it reads. */
export function mayGo(rules: Rules, memory: Memory, node: PlannedStep | PlannedGroup): boolean {
  if (node.group !== '' && entry(memory.groups, node.group).state !== 'open') return false;
  const { graph, ahead } = rules;
  if (ahead && graph.steps.has(node.id) && !ahead.has(node.id)) return false;
  const direct = rules.mode === 'up' ? node.needs : node.reads;
  if (!direct.every((id) => isNodeSatisfied(graph, memory, id))) return false;
  // Beyond its direct needs, too: a step between may have been left out, or need no second visit.
  const further = rules.mode === 'up' ? (graph.upstream.get(node.id) ?? []) : [];
  return [...further].every((id) => isNodeSatisfied(graph, memory, id));
}
