import { Button } from '@mantine/core';
import { useState } from 'react';
import { takesDown } from '../../../contract/waits.js';
import { path, post } from '../../api/http';
import { useReadOnly } from '../../api/session';
import type { RunDetail, RunView, StepView } from '../../api/types';
import { NextAttempt } from '../../parts/NextAttempt';
import { Refused } from '../../parts/Refused';
import { useAct } from '../../parts/use-act';
import { plural } from '../../parts/words';
import { SkipDialog } from './SkipDialog';

/** So many of them are named; the list of steps has them all. */
const shown = 3;

/** Steps that try again by themselves, for those who do not want to wait for that. */
export function Retrying({ detail, steps }: { detail: RunDetail; steps: StepView[] }) {
  const readOnly = useReadOnly();
  const others = steps.length - shown;
  return (
    <section className="card stack" aria-label="Tries again by itself">
      {steps.slice(0, shown).map((step) => (
        <RetryingStep key={step.id} detail={detail} step={step} />
      ))}
      {(others > 0 || readOnly) && (
        <div className="row">
          {others > 0 && (
            <>
              <span className="soft">{plural(others, 'other step')} as well.</span>
              <Now run={detail.run} steps={steps} label="Try all of them again now" />
            </>
          )}
          {readOnly && <span className="soft small">{readOnly}</span>}
        </div>
      )}
    </section>
  );
}

function RetryingStep({ detail, step }: { detail: RunDetail; step: StepView }) {
  const readOnly = useReadOnly();
  const [isSkipping, setSkipping] = useState(false);
  return (
    <article className="stack tight" aria-label={`${step.id} tries again`}>
      <div className="row apart">
        <p>
          <b>{step.id}</b> tries again by itself:{' '}
          <span className="toned" data-tone="retrying">
            <NextAttempt step={step} />
          </span>
        </p>
        <div className="row">
          <Now run={detail.run} steps={[step]} label="Try again now" />
          {!takesDown(detail.run) && (
            <Button
              variant="default"
              size="compact-sm"
              disabled={readOnly !== undefined}
              onClick={() => setSkipping(true)}
            >
              Skip…
            </Button>
          )}
        </div>
      </div>
      {step.failure && <p className="soft small anywhere">{step.failure.message}</p>}
      {isSkipping && (
        <SkipDialog detail={detail} held={[step]} onClose={() => setSkipping(false)} />
      )}
    </article>
  );
}

function Now({ run, steps, label }: { run: RunView; steps: StepView[]; label: string }) {
  const readOnly = useReadOnly();
  const again = useAct(() =>
    post(path('runs', run.name, 'resume'), { steps: steps.map(({ id }) => id) }),
  );
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        disabled={readOnly !== undefined}
        loading={again.isPending}
        onClick={() => again.mutate(undefined)}
      >
        {label}
      </Button>
      <Refused act={again} />
    </>
  );
}
