import { isOfStep } from '../../../contract/address.js';
import type { PlannedStep } from '../../../contract/plan.js';
import { entry, instancesOf, type Memory, type StepMemory } from '../../memory.js';
import type { Graph } from './graph.js';

/** Whether what waits for a step may go on. */
export function isSatisfied(memory: Memory, step: PlannedStep): boolean {
  const isWhole = entry(memory.steps, step.id).whole;
  if (memory.items[step.id] !== undefined && !isWhole && !isExpanded(memory, step)) return false;
  return entriesOf(memory, step).every(
    ({ state }) =>
      state === 'done' ||
      state === 'skipped' ||
      (state === 'failed' && step.onFailure === 'continue'),
  );
}

/** Whether the items of a `for-each` are known, and need not be asked for again. */
export function isExpanded(memory: Memory, step: PlannedStep): boolean {
  const { state, whole } = entry(memory.steps, step.id);
  return memory.items[step.id] !== undefined && state !== 'waiting' && !whole;
}

/** Whether a step will not change any more by itself. */
export function isFinished(memory: Memory, step: PlannedStep): boolean {
  const stillMoves = ['waiting', 'running', 'retrying'];
  return entriesOf(memory, step).every(({ state }) => !stillMoves.includes(state));
}

/** Whether a node — a step, or a group with all that is in it — lets its dependents go on. */
export function isNodeSatisfied(graph: Graph, memory: Memory, nodeId: string): boolean {
  const step = graph.steps.get(nodeId);
  if (step) return isSatisfied(memory, step);
  const { state } = entry(memory.groups, nodeId);
  if (state !== 'open') return state === 'skipped';
  return (graph.children.get(nodeId) ?? []).every((id) => isNodeSatisfied(graph, memory, id));
}

/** The entries that say how a step fares: its instances once they are known, else its own. */
export function entriesOf(memory: Memory, step: PlannedStep): StepMemory[] {
  const own = entry(memory.steps, step.id);
  const expanded = step.forEach !== undefined && memory.items[step.id] !== undefined;
  if (!expanded || own.whole) return [own];
  return instancesOf(memory, step).map((id) => entry(memory.steps, id));
}

/** Every entry that stands for a piece of work: instances in the place of their step. */
export function allEntries(graph: Graph, memory: Memory): [id: string, StepMemory][] {
  return graph.plan.steps.flatMap((step): [string, StepMemory][] => {
    const own = entry(memory.steps, step.id);
    const expanded = step.forEach !== undefined && memory.items[step.id] !== undefined;
    if (!expanded) return [[step.id, own]];
    const all = instancesOf(memory, step).map((id): [string, StepMemory] => [
      id,
      entry(memory.steps, id),
    ]);
    if (!own.whole) return all;
    return [[step.id, own], ...all.filter(([, { state }]) => isUnderWay(state))];
  });
}

const isUnderWay = (state: StepMemory['state']) => state === 'running' || state === 'retrying';

/** Whether an address is that of a step, or of one of its instances. */
export function belongsTo(id: string, step: PlannedStep): boolean {
  return id === step.id || (step.forEach !== undefined && isOfStep(id, step.id));
}

/** The instances that memory has of a step, whether or not its items are known just now. */
export function instancesInMemory(memory: Memory, step: PlannedStep): string[] {
  return Object.keys(memory.steps).filter(
    (id) => belongsTo(id, step) && (step.forEach === undefined || id !== step.id),
  );
}
