import '@xyflow/react/dist/style.css';
import './graph.css';
import { Button, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useSearch } from '@tanstack/react-router';
import {
  Background,
  Controls,
  type Edge,
  MiniMap,
  type Node,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Viewport,
} from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import type { RunDetail, StepView } from '../../api/types';
import { stepLook } from '../../parts/words';
import { isMeant } from '../rows';
import { useChosenStep } from '../use-chosen-step';
import { type BoxData, GroupBox, StepBox } from './boxes';
import { place, shapeOf, speaker } from './layout';
import { around, margin, viewportOf } from './viewport';

const nodeTypes = { step: StepBox, group: GroupBox };

/** Of the drawing, in pixels: with room for the small one in its corner. */
const least = 300;

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
  const { find } = useSearch({ from: '/runs/$name' });
  const { ref, width, height } = useElementSize();
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
    const isFound = find !== undefined && box.steps.some((step) => isMeant(step, find));
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
        data: { box, isChosen, isFound, toggle, choose },
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
  const wanted = find === undefined ? undefined : (step: StepView) => isMeant(step, find);
  const focus = shape.boxes.find(focusOf(shape, wanted))?.id;
  const areas = [...places.values()];
  const whole = areas.length > 0 ? around(areas) : undefined;
  const view =
    whole && width > 0
      ? viewportOf(whole, { width, height }, focus === undefined ? undefined : places.get(focus))
      : undefined;
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
      <section
        ref={ref}
        className="card flush graph"
        aria-label="Graph of the steps"
        // What is flat leaves no empty room below.
        style={whole ? { maxHeight: Math.max(least, whole.height + 2 * margin) } : undefined}
      >
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          colorMode={colorMode}
          fitViewOptions={{ maxZoom: 1, padding: 0.06 }}
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
          {view && !view.isWhole && width > 700 && (
            <MiniMap pannable zoomable nodeColor={colourOf} ariaLabel="All of the graph" />
          )}
          <Look when={`${key} ${find ?? ''} ${width > 0} ${height > 0}`} at={view} />
        </ReactFlow>
      </section>
    </div>
  );
}

/** What is looked for, else what goes on or has stopped; of a run that is through its beginning. */
function focusOf(
  { boxes }: ReturnType<typeof shapeOf>,
  wanted: ((step: StepView) => boolean) | undefined,
) {
  const all = boxes.flatMap(({ steps }) => steps);
  const told = speaker({ steps: all });
  const isMoving = told !== undefined && told.state !== 'done' && told.state !== 'skipped';
  const meant = wanted ?? ((step: StepView) => isMoving && step === told);
  return ({ isOpen, steps }: (typeof boxes)[number]) => !isOpen && steps.some(meant);
}

function colourOf({ data }: Node<BoxData>): string {
  const step = speaker(data.box);
  if (data.box.isOpen || step === undefined) return 'transparent';
  return `var(--${stepLook(step).tone})`;
}

/** What is seen first, and again once places have changed, or something else is looked for. */
function Look({ when, at }: { when: string; at: Viewport | undefined }) {
  const { setViewport } = useReactFlow();
  // biome-ignore lint/correctness/useExhaustiveDependencies: places change with it
  useEffect(() => {
    if (at === undefined) return;
    const frame = requestAnimationFrame(() => setViewport({ x: at.x, y: at.y, zoom: at.zoom }));
    return () => cancelAnimationFrame(frame);
  }, [when, setViewport]);
  return null;
}
