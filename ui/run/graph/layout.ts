import dagre from '@dagrejs/dagre';
import { isInGroup, localId, stepOf } from '../../../contract/address.js';
import type { RunDetail, StepView } from '../../api/types';
import { tellingStep } from '../rows';

/** A box of the graph: a step, with all its instances, or a pipeline inside. */
export interface Box {
  id: string;
  kind: 'step' | 'group';
  name: string;
  /** A `for-each` has several. */
  steps: StepView[];
  x: number;
  y: number;
  width: number;
  height: number;
  /** An open group is drawn around what is inside. */
  isOpen?: boolean;
}

export interface Line {
  id: string;
  from: string;
  to: string;
}

const boxSize = { width: 210, height: 58 };

interface Shape {
  boxes: Omit<Box, 'x' | 'y' | 'width' | 'height'>[];
  lines: Line[];
  /** Box → the open group around it. */
  parents: Map<string, string>;
}

/** What is drawn, without places: open groups show their steps, folded ones are one box. */
export function shapeOf({ run, plan }: RunDetail, folded: ReadonlySet<string>): Shape {
  const groupIds = new Set(plan.groups.map(({ id }) => id));
  const groupOf = new Map([...plan.groups, ...plan.steps].map(({ id, group }) => [id, group]));
  const isHidden = (id: string): boolean => {
    const group = groupOf.get(id) ?? '';
    return group !== '' && (folded.has(group) || isHidden(group));
  };
  const below = (id: string) =>
    run.steps.filter(({ group }) => group === id || isInGroup(group, id));
  const instances = new Map<string, StepView[]>();
  for (const step of run.steps) {
    const id = stepOf(step.id);
    instances.set(id, [...(instances.get(id) ?? []), step]);
  }

  const parents = new Map<string, string>();
  const boxes: Shape['boxes'] = [];
  for (const each of [...plan.groups, ...plan.steps]) {
    if (isHidden(each.id)) continue;
    const isGroup = groupIds.has(each.id);
    if (each.group !== '') parents.set(each.id, each.group);
    const name = localId(each.id);
    boxes.push({
      id: each.id,
      kind: isGroup ? 'group' : 'step',
      name,
      steps: isGroup ? below(each.id) : (instances.get(each.id) ?? []),
      ...(isGroup ? { isOpen: !folded.has(each.id) } : {}),
    });
  }

  // Of an open group, lines go to its first steps and come from its last ones.
  const children = (id: string) => [...plan.groups, ...plan.steps].filter((e) => e.group === id);
  const isOpenGroup = (id: string) => groupIds.has(id) && !folded.has(id);
  const starts = (id: string): string[] =>
    !isOpenGroup(id)
      ? [id]
      : children(id)
          .filter(({ needs }) => needs.length === 0)
          .flatMap((child) => starts(child.id));
  const ends = (id: string): string[] =>
    !isOpenGroup(id)
      ? [id]
      : children(id)
          .filter((child) => !children(id).some(({ needs }) => needs.includes(child.id)))
          .flatMap((child) => ends(child.id));
  const lines = [...plan.groups, ...plan.steps]
    .filter(({ id }) => !isHidden(id))
    .flatMap(({ id, needs }) =>
      withoutDetours(needs, groupNeeds(plan)).flatMap((need) =>
        ends(need).flatMap((from) => starts(id).map((to) => ({ id: `${from}→${to}`, from, to }))),
      ),
    );
  return { boxes, lines: [...new Map(lines.map((line) => [line.id, line])).values()], parents };
}

function groupNeeds(plan: RunDetail['plan']): Map<string, string[]> {
  return new Map([...plan.groups, ...plan.steps].map(({ id, needs }) => [id, needs]));
}

/** A step waits for all above it; a line from each would hide the order it stands for. */
function withoutDetours(needs: string[], all: Map<string, string[]>): string[] {
  const reached = new Set<string>();
  const follow = (id: string) => {
    for (const need of all.get(id) ?? []) {
      if (reached.has(need)) continue;
      reached.add(need);
      follow(need);
    }
  };
  for (const need of needs) if (!reached.has(need)) follow(need);
  return needs.filter((need) => !reached.has(need));
}

/** Places from left to right or from top to bottom. */
export function place(shape: Shape, direction: 'LR' | 'TB'): Box[] {
  const graph = new dagre.graphlib.Graph({ compound: true });
  graph.setGraph({ rankdir: direction, nodesep: 22, ranksep: 46, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of shape.boxes) graph.setNode(box.id, box.isOpen ? {} : { ...boxSize });
  for (const [child, parent] of shape.parents) {
    if (graph.hasNode(child) && graph.hasNode(parent)) graph.setParent(child, parent);
  }
  for (const { from, to } of shape.lines) graph.setEdge(from, to);
  dagre.layout(graph);
  return shape.boxes.map((box) => {
    const { x, y, width, height } = graph.node(box.id) as Required<Box>;
    // The name of an open group stands above its steps.
    const top = box.isOpen ? 14 : 0;
    return { ...box, x: x - width / 2, y: y - height / 2 - top, width, height: height + top };
  });
}

/** The step that a box speaks of. */
export function speaker({ steps }: Pick<Box, 'steps'>): StepView | undefined {
  return tellingStep(steps);
}
