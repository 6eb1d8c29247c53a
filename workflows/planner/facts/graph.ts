import type { Plan, PlannedGroup, PlannedStep } from '../../../contract/plan.js';

/** A plan with the look-ups that the planner needs. Nodes are steps and groups. */
export interface Graph {
  plan: Plan;
  steps: ReadonlyMap<string, PlannedStep>;
  groups: ReadonlyMap<string, PlannedGroup>;
  /** Steps and groups directly inside a group. */
  children: ReadonlyMap<string, string[]>;
  /** Every step that has to be satisfied before this step or group, directly or not. */
  upstream: ReadonlyMap<string, ReadonlySet<string>>;
}

export function buildGraph(plan: Plan): Graph {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const groups = new Map(plan.groups.map((group) => [group.id, group]));
  const children = new Map<string, string[]>();
  for (const node of [...plan.steps, ...plan.groups]) {
    const siblings = children.get(node.group) ?? [];
    siblings.push(node.id);
    children.set(node.group, siblings);
  }
  const graph = { plan, steps, groups, children };
  const upstream = new Map<string, Set<string>>();
  for (const node of [...plan.steps, ...plan.groups]) collectUpstream(graph, node.id, upstream);
  return { ...graph, upstream };
}

/** The steps of a node: itself, or every step inside the group. */
export function stepsInside(graph: Pick<Graph, 'steps' | 'children'>, nodeId: string): string[] {
  if (graph.steps.has(nodeId)) return [nodeId];
  return (graph.children.get(nodeId) ?? []).flatMap((child) => stepsInside(graph, child));
}

/** The groups around a node, innermost first. */
export function enclosingGroups(graph: Pick<Graph, 'groups'>, groupId: string): PlannedGroup[] {
  const found: PlannedGroup[] = [];
  for (let group = graph.groups.get(groupId); group; group = graph.groups.get(group.group)) {
    found.push(group);
  }
  return found;
}

/** Steps that cannot go before this one is finished: the reverse of `upstream`. */
export function downstream(graph: Graph, stepId: string): string[] {
  return graph.plan.steps
    .filter((step) => graph.upstream.get(step.id)?.has(stepId))
    .map((step) => step.id);
}

function collectUpstream(
  graph: Pick<Graph, 'steps' | 'groups' | 'children'>,
  nodeId: string,
  done: Map<string, Set<string>>,
): Set<string> {
  const known = done.get(nodeId);
  if (known) return known;
  const result = new Set<string>();
  done.set(nodeId, result);
  const node = graph.steps.get(nodeId) ?? graph.groups.get(nodeId);
  if (!node) return result;
  const waitsFor = [node, ...enclosingGroups(graph, node.group)].flatMap(({ needs }) => needs);
  for (const id of waitsFor.flatMap((id) => stepsInside(graph, id))) {
    result.add(id);
    for (const further of collectUpstream(graph, id, done)) result.add(further);
  }
  return result;
}

/** Whether a step is not the one that an earlier plan had under its id. */
export function differs(old: Graph, step: PlannedStep): boolean {
  const before = old.steps.get(step.id);
  if (before === undefined) return true;
  return before.digest !== step.digest || !before.forEach !== !step.forEach;
}
