import type { Selection } from '../../../contract/orders.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { RunMode } from '../../../contract/run.js';
import { readsOf } from '../../../language/expressions/template-reads.js';
import { downstream, enclosingGroups, type Graph, stepsInside } from './graph.js';

/** What a run does with a step: apply it, look only, or leave it out. */
export type Part = 'apply' | 'look' | 'out';

/**
 * The part of every step. Steps that a selection leaves out are checked where a selected step
 * reads their outputs; a `down` looks only at what its undo reads.
 */
export function participants(
  graph: Graph,
  mode: RunMode,
  selection: Selection | undefined,
): Map<string, Part> {
  const selected = selectedSteps(graph, selection);
  const acting = graph.plan.steps.filter(
    (step) => selected.has(step.id) && (mode !== 'down' || step.undoable),
  );
  const read = readBy(graph, acting);
  const part = (step: PlannedStep): Part => {
    const acts = selected.has(step.id) && mode !== 'down';
    if (acts) return mode === 'up' ? 'apply' : 'look';
    return read.has(step.id) ? 'look' : 'out';
  };
  return new Map(graph.plan.steps.map((step) => [step.id, part(step)]));
}

/** The ids a selection names: each a step, or a group and so all its steps. */
export function selectedSteps(graph: Graph, selection: Selection = {}): Set<string> {
  const expand = (ids: string[]) => ids.flatMap((id) => stepsInside(graph, id));
  let selected = new Set(graph.plan.steps.map((step) => step.id));
  const keep = (ids: Iterable<string>) => {
    const wanted = new Set(ids);
    selected = new Set([...selected].filter((id) => wanted.has(id)));
  };
  if (selection.only) keep(expand(selection.only));
  if (selection.from) {
    const from = expand(selection.from);
    keep([...from, ...from.flatMap((id) => downstream(graph, id))]);
  }
  if (selection.until) {
    const until = expand(selection.until);
    keep([...until, ...until.flatMap((id) => [...(graph.upstream.get(id) ?? [])])]);
  }
  for (const id of expand(selection.skip ?? [])) selected.delete(id);
  return selected;
}

/** Every step whose outputs these steps read, directly or through others. */
function readBy(graph: Graph, steps: PlannedStep[]): Set<string> {
  const found = new Set<string>();
  const visit = (step: PlannedStep) => {
    const nodes = [step, ...enclosingGroups(graph, step.group)].flatMap((node) => node.reads);
    for (const id of nodes.flatMap((node) => sourcesOf(graph, node))) {
      const read = graph.steps.get(id);
      if (!read || found.has(id)) continue;
      found.add(id);
      visit(read);
    }
  };
  for (const step of steps) visit(step);
  return found;
}

/** The steps that a node's outputs come from: for a group, what its output templates read. */
function sourcesOf(graph: Graph, nodeId: string): string[] {
  const group = graph.groups.get(nodeId);
  if (!group) return [nodeId];
  return Object.values(group.outputs)
    .flatMap(readsOf)
    .flatMap(({ step }) => sourcesOf(graph, step));
}
