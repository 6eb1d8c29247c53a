import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Handle, type Node, type NodeProps } from '@xyflow/react';
import type { StepView } from '../../api/types';
import { StepIcon } from '../../parts/State';
import { Duration } from '../../parts/Time';
import { activityWords, partsOf, plural, stepLook } from '../../parts/words';
import { doneCount } from '../rows';
import { type Box, speaker } from './layout';

export interface BoxData extends Record<string, unknown> {
  box: Omit<Box, 'x' | 'y' | 'width' | 'height'>;
  isChosen: boolean;
  /** It is what somebody looks for. */
  isFound: boolean;
  toggle: (id: string) => void;
  choose: (id: string) => void;
}

/** A step, or a pipeline inside that is folded. */
export function StepBox({ data, sourcePosition, targetPosition }: NodeProps<Node<BoxData>>) {
  const { box, isChosen, isFound, toggle, choose } = data;
  const step = speaker(box);
  const isGroup = box.kind === 'group';
  return (
    <>
      {targetPosition && <Handle type="target" position={targetPosition} />}
      <button
        type="button"
        className="box"
        data-tone={step ? stepLook(step).tone : 'quiet'}
        data-state={step?.state}
        data-group={isGroup}
        data-found={isFound}
        {...(isGroup ? { 'aria-expanded': false } : { 'aria-pressed': isChosen })}
        onClick={() => (isGroup ? toggle(box.id) : choose(step?.id ?? box.id))}
      >
        <span className="box-head">
          {isGroup && <IconChevronRight size={14} aria-hidden />}
          {step && <StepIcon step={step} size={15} />}
          <span className="box-name cut">{box.name}</span>
          <span className="small soft box-took">{took(box.steps)}</span>
        </span>
        <span className="small soft cut box-says">{says(box, step)}</span>
      </button>
      {sourcePosition && <Handle type="source" position={sourcePosition} />}
    </>
  );
}

function took(steps: StepView[]) {
  const [step, ...others] = steps;
  if (step?.startedAt === undefined || others.length > 0) return null;
  return <Duration from={step.startedAt} to={step.endedAt} />;
}

function says({ kind, steps }: BoxData['box'], step: StepView | undefined): string {
  if (kind === 'group' || steps.length > 1) {
    return `${doneCount(steps)} of ${plural(steps.length, kind === 'group' ? 'step' : 'item')} done`;
  }
  if (step === undefined) return 'waiting';
  const parts = partsOf(step).map(([part, state]) => `${part} ${state}`);
  return [activityWords(step) || stepLook(step).word, ...parts].join(' · ');
}

/** Around the steps of a pipeline inside. */
export function GroupBox({ data: { box, toggle } }: NodeProps<Node<BoxData>>) {
  return (
    <div className="group-box">
      <button type="button" className="group-box-name" aria-expanded onClick={() => toggle(box.id)}>
        <IconChevronDown size={14} aria-hidden />
        {box.name}
      </button>
    </div>
  );
}
