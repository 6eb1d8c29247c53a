import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';
import type { RunDetail, StepView } from '../api/types';
import { NextAttempt } from '../parts/NextAttempt';
import { StepIcon } from '../parts/State';
import { Duration } from '../parts/Time';
import { activityWords, plural, stepLook, waitingWords } from '../parts/words';
import { Parts } from './Parts';
import { RowList } from './RowList';
import { doneCount, type Row, tellingStep } from './rows';
import { useChosenStep } from './use-chosen-step';
import { useFolded } from './use-folded';

/** Every step in the order of the pipeline, live. */
export function StepsList({ detail }: { detail: RunDetail }) {
  const { rows, toggle } = useFolded(detail);
  const { chosen, choose } = useChosenStep();
  return (
    <RowList label="Steps" rows={rows} height={46}>
      {(row) => {
        if (row.kind === 'heading') return <h3 className="row-heading">{row.text}</h3>;
        if (row.kind === 'group') return <GroupRow row={row} toggle={toggle} />;
        const { step, depth } = row;
        return (
          <StepRow
            step={step}
            waits={waitingWords(step, detail.run)}
            depth={depth}
            isChosen={chosen === step.id}
            choose={choose}
          />
        );
      }}
    </RowList>
  );
}

interface StepRowProps {
  step: StepView;
  waits: string;
  depth: number;
  isChosen: boolean;
  choose: (id: string) => void;
}

const StepRow = memo(function StepRow({ step, waits, depth, isChosen, choose }: StepRowProps) {
  const look = stepLook(step);
  return (
    <button
      type="button"
      className="step-row"
      data-tone={look.tone}
      data-state={step.state}
      aria-pressed={isChosen}
      style={{ paddingLeft: 14 + depth * 18 }}
      onClick={() => choose(step.id)}
    >
      <StepIcon step={step} />
      <span className="step-name">
        <span className="step-id cut">{step.id}</span>
        {step.name !== undefined && step.name !== step.id && (
          <span className="step-title cut faint">{step.name}</span>
        )}
      </span>
      <span className="step-says">
        <span className="cut">
          <span className="toned">{look.word}</span>
          {step.state === 'retrying' && (
            <span className="soft">
              {' '}
              · <NextAttempt step={step} />
            </span>
          )}
          <span className="soft">
            {' '}
            {waits} {says(step)}
          </span>
        </span>
        <Parts step={step} few />
      </span>
      <span className="step-took soft">
        {step.startedAt && step.state !== 'waiting' && (
          <Duration from={step.startedAt} to={step.endedAt} />
        )}
      </span>
    </button>
  );
});

function says(step: StepView): string {
  if (step.failure !== undefined && step.state !== 'done' && step.state !== 'waiting')
    return `· ${step.failure.message}`;
  const words =
    (step.state !== 'retrying' && activityWords(step)) || step.progress?.why || step.why;
  return words ? `· ${words}` : '';
}

interface GroupRowProps {
  row: Extract<Row, { kind: 'group' }>;
  toggle: (id: string) => void;
}

/** Another pipeline inside this one. */
export function GroupRow({ row, toggle }: GroupRowProps) {
  const telling = tellingStep(row.steps);
  const Chevron = row.folded ? IconChevronRight : IconChevronDown;
  return (
    <button
      type="button"
      className="step-row group-row"
      aria-expanded={!row.folded}
      style={{ paddingLeft: 10 + row.depth * 18 }}
      onClick={() => toggle(row.id)}
    >
      <Chevron size={16} aria-hidden />
      <span className="step-name">
        <span className="step-id cut">{row.name}</span>
      </span>
      <span className="step-says">
        {row.folded && telling && <StepIcon step={telling} />}
        <span className="soft">
          {doneCount(row.steps)} of {plural(row.steps.length, 'step')} done
        </span>
      </span>
    </button>
  );
}
