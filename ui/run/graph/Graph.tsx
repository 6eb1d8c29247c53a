import '@xyflow/react/dist/style.css';
import './graph.css';
import { Button, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import {
  Background,
  Controls,
  type Edge,
  type Node,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import type { RunDetail } from '../../api/types';
import { useChosenStep } from '../use-chosen-step';
import { type BoxData, GroupBox, StepBox } from './boxes';
import { place, shapeOf, speaker } from './layout';

const nodeTypes = { step: StepBox, group: GroupBox };

/** So many boxes can be read when all are in sight. */
const few = 40;

/** Over so many steps the pipelines inside start folded. */
const many = 120;

/** Steps and what waits for what, live; pipelines inside fold. */
export function Graph({ detail }: { detail: RunDetail }) {
  return (
    <ReactFlowProvider>
      <Flow detail={detail} />
    </ReactFlowProvider>
  );
}

function Flow({ detail }: { detail: RunDetail }) {
  const { plan } = detail;
  const { chosen, choose } = useChosenStep();
  const { ref, width } = useElementSize();
  const colorMode = useComputedColorScheme();
  const groups = plan.groups.map(({ id }) => id);
  const [folded, setFolded] = useState<ReadonlySet<string>>(
    () => new Set(plan.steps.length > many ? groups : []),
  );
  const toggle = (id: string) =>
    setFolded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const direction = width > 0 && width < 700 ? 'TB' : 'LR';
  const shape = useMemo(() => shapeOf(detail, folded), [detail, folded]);
  // Places change with what is folded, not with every state.
  const key = `${plan.digest} ${[...folded].join()} ${direction}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const places = useMemo(() => new Map(place(shape, direction).map((box) => [box.id, box])), [key]);

  const nodes = shape.boxes.flatMap((box): Node<BoxData>[] => {
    const at = places.get(box.id);
    if (at === undefined) return [];
    const isChosen = box.kind === 'step' && box.steps.some(({ id }) => id === chosen);
    const { x, y, width, height } = at;
    return [
      {
        id: box.id,
        type: box.isOpen ? 'group' : 'step',
        position: { x, y },
        width,
        height,
        zIndex: box.isOpen ? -1 : 0,
        // The room between an open group's steps is for dragging the whole.
        ...(box.isOpen ? { style: { pointerEvents: 'none' as const } } : {}),
        data: { box, isChosen, toggle, choose },
        sourcePosition: direction === 'LR' ? Position.Right : Position.Bottom,
        targetPosition: direction === 'LR' ? Position.Left : Position.Top,
        draggable: false,
        selectable: false,
        focusable: false,
        connectable: false,
      },
    ];
  });
  const busy = new Set(
    shape.boxes.filter((box) => speaker(box)?.state === 'running').map(({ id }) => id),
  );
  const edges = shape.lines.map(
    ({ id, from, to }): Edge => ({
      id,
      source: from,
      target: to,
      type: 'smoothstep',
      animated: busy.has(to),
      focusable: false,
    }),
  );
  const told = speaker({ steps: shape.boxes.flatMap(({ steps }) => steps) });
  const focus = shape.boxes.find(
    ({ kind, steps }) => kind === 'step' && told && steps.includes(told),
  )?.id;
  const isFolded = groups.length > 0 && groups.every((id) => folded.has(id));
  return (
    <div className="stack tight">
      {groups.length > 0 && (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => setFolded(new Set(isFolded ? [] : groups))}
          >
            {isFolded ? 'Open all pipelines inside' : 'Fold all pipelines inside'}
          </Button>
        </div>
      )}
      <section ref={ref} className="card flush graph" aria-label="Graph of the steps">
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          colorMode={colorMode}
          fitView
          fitViewOptions={{ maxZoom: 1, minZoom: 0.55, padding: 0.06 }}
          minZoom={0.05}
          maxZoom={1.6}
          onlyRenderVisibleElements={nodes.length > 150}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          edgesFocusable={false}
          nodesFocusable={false}
          zoomOnScroll={false}
          preventScrolling={false}
        >
          <Background gap={22} />
          <Controls showInteractive={false} />
          <Fit when={key} {...(nodes.length > few ? { focus } : {})} />
        </ReactFlow>
      </section>
    </div>
  );
}

/** Everything in sight again, once places have changed; of very much, where something happens. */
function Fit({ when, focus }: { when: string; focus?: string | undefined }) {
  const { fitView } = useReactFlow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: places change with it
  useEffect(() => {
    const frame = requestAnimationFrame(() =>
      fitView({
        maxZoom: 1,
        minZoom: 0.55,
        padding: 0.06,
        ...(focus ? { nodes: [{ id: focus }] } : {}),
      }),
    );
    return () => cancelAnimationFrame(frame);
  }, [when, fitView]);
  return null;
}
