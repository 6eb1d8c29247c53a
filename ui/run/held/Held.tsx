import { Button } from '@mantine/core';
import { IconPlayerPauseFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { heldSteps } from '../../../contract/waits.js';
import { useReadOnly } from '../../api/session';
import type { RunDetail, StepView } from '../../api/types';
import { OperatorButton } from '../../parts/OperatorButton';
import { Refused } from '../../parts/Refused';
import { StepState } from '../../parts/State';
import { plural } from '../../parts/words';
import { Ansi } from '../log/ansi';
import { Parts } from '../Parts';
import { useChosenStep } from '../use-chosen-step';
import { AbortDialog } from './AbortDialog';
import { CorrectedDialog } from './CorrectedDialog';
import { ResumePlan } from './ResumePlan';
import { SkipDialog } from './SkipDialog';
import { useResume } from './use-resume';

/** A held run: what failed, what to do, what a resume will do, and every way on. */
export function Held({ detail }: { detail: RunDetail }) {
  const { run } = detail;
  const held = heldSteps(run);
  const resume = useResume(run, false);
  const readOnly = useReadOnly();
  const [dialog, setDialog] = useState<'corrected' | 'skip' | 'abort'>();
  const close = () => setDialog(undefined);
  return (
    <section className="waits" data-tone="held" aria-label="Held">
      <h2 className="waits-title">
        <IconPlayerPauseFilled size={18} aria-hidden />
        Held at {held.map(({ id }) => id).join(', ')}
      </h2>
      <div className="waits-body">
        <div className="waits-columns">
          <div className="stack">
            {held.map((step) => (
              <HeldStep key={step.id} step={step} />
            ))}
            <OnHold steps={run.onHold ?? []} />
          </div>
          <ResumePlan resume={resume} label="What a resume will do" />
        </div>
        <Refused act={resume.act} />
        <div className="row waits-ways">
          <OperatorButton
            color="held"
            off={resume.whyNot}
            loading={resume.act.isPending}
            onClick={() => resume.act.mutate(undefined)}
          >
            Resume
          </OperatorButton>
          <OperatorButton variant="default" onClick={() => setDialog('corrected')}>
            Resume corrected…
          </OperatorButton>
          <OperatorButton variant="default" onClick={() => setDialog('skip')}>
            Skip…
          </OperatorButton>
          <OperatorButton variant="default" onClick={() => setDialog('abort')}>
            Abort…
          </OperatorButton>
          <span className="soft small waits-note">
            {readOnly ??
              resume.whyNot ??
              `The run waits, for weeks if need be. ${plural(held.length, 'step')} held.`}
          </span>
        </div>
      </div>
      {dialog === 'corrected' && <CorrectedDialog run={run} onClose={close} />}
      {dialog === 'skip' && <SkipDialog detail={detail} held={held} onClose={close} />}
      {dialog === 'abort' && <AbortDialog run={run} onClose={close} />}
    </section>
  );
}

const linesOfOutput = 12;

function HeldStep({ step }: { step: StepView }) {
  const { choose } = useChosenStep();
  const { failure } = step;
  return (
    <article className="stack" aria-label={`What failed at ${step.id}`}>
      <div className="stack tight">
        <p className="failure-message">{failure?.message ?? step.why ?? 'It failed.'}</p>
        <p className="small soft">
          {step.id} · <code>{step.type}</code>
          {failure && ` · ${failure.code} · ${attempts(step)}`}
        </p>
      </div>
      {failure?.next && (
        <p className="advice">
          <b>What to do</b> {failure.next}
        </p>
      )}
      <Parts step={step} />
      {failure && failure.tail.length > 0 && (
        <div className="stack tight">
          <h3>Last output</h3>
          <pre className="block tail">
            {failure.tail.slice(-linesOfOutput).map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a failure never change
              <span key={index}>
                <Ansi text={line} />
                {'\n'}
              </span>
            ))}
          </pre>
        </div>
      )}
      <div>
        <Button variant="default" size="compact-sm" onClick={() => choose(step.id)}>
          All output of {step.id}
        </Button>
      </div>
    </article>
  );
}

/** What the pipeline does when it is held, such as to call somebody, and whether that worked. */
function OnHold({ steps }: { steps: StepView[] }) {
  const { choose } = useChosenStep();
  if (steps.length === 0) return null;
  return (
    <ul className="stack tight" aria-label="Because it was held">
      {steps.map((step) => (
        <li key={step.id} className="row tight">
          <span className="soft">on hold</span>
          <Button variant="subtle" size="compact-sm" onClick={() => choose(step.id)}>
            {step.id}
          </Button>
          <StepState step={step} />
          {step.failure && <span className="soft small anywhere">{step.failure.message}</span>}
        </li>
      ))}
    </ul>
  );
}

function attempts({ failure, maxAttempts }: StepView): string {
  const number = failure?.attempt ?? 1;
  return maxAttempts === undefined ? `attempt ${number}` : `attempt ${number} of ${maxAttempts}`;
}
