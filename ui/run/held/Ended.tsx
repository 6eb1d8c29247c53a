import { Button } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useReadOnly } from '../../api/session';
import type { RunDetail } from '../../api/types';
import { OperatorButton } from '../../parts/OperatorButton';
import { Refused } from '../../parts/Refused';
import { CorrectedDialog } from './CorrectedDialog';
import { ResumePlan } from './ResumePlan';
import { useResume } from './use-resume';

/** A run that ended before it was done goes on as a new one. */
export function Ended({ detail: { run } }: { detail: RunDetail }) {
  const { run: runId } = useSearch({ from: '/runs/$name' });
  const [isOpen, setOpen] = useState(false);
  // An older run of the name cannot go on: the latest one does.
  if (runId !== undefined) return null;
  const failed = run.steps.filter(({ state }) => state === 'failed').map(({ id }) => id);
  return (
    <section className="card stack" aria-label="The run has ended">
      <div className="row apart">
        <p>
          {run.state === 'failed'
            ? `Failed${failed.length > 0 ? ` at ${failed.join(', ')}` : ''}.`
            : 'Aborted.'}{' '}
          <span className="soft">It can go on from where it stopped, as a new run.</span>
        </p>
        <Button variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Not now' : 'Go on from here'}
        </Button>
      </div>
      {isOpen && <GoOn detail={run} />}
    </section>
  );
}

function GoOn({ detail: run }: { detail: RunDetail['run'] }) {
  const resume = useResume(run, false);
  const readOnly = useReadOnly();
  const [isCorrected, setCorrected] = useState(false);
  return (
    <>
      <ResumePlan resume={resume} label="What a resume will do" />
      <Refused act={resume.act} />
      <div className="row">
        <OperatorButton
          off={resume.whyNot}
          loading={resume.act.isPending}
          onClick={() => resume.act.mutate(undefined)}
        >
          Resume as a new run
        </OperatorButton>
        <OperatorButton variant="default" onClick={() => setCorrected(true)}>
          Resume corrected…
        </OperatorButton>
        <span className="soft small">{readOnly ?? resume.whyNot}</span>
      </div>
      {isCorrected && <CorrectedDialog run={run} onClose={() => setCorrected(false)} />}
    </>
  );
}
