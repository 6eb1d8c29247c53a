import { Link } from '@tanstack/react-router';
import { type RefObject, useEffect } from 'react';
import { useRun } from '../api/runs';
import { Loading } from '../parts/Page';
import { reveal } from '../parts/reveal';
import { StepState } from '../parts/State';
import { Trouble } from '../parts/Trouble';
import { Parts } from '../run/Parts';
import { planProgress } from './plan-words';

interface PlanResultProps {
  name: string;
  place: RefObject<HTMLElement | null>;
}

/** What a look found: what Start would do, live while it looks; brought into view once it is over. */
export function PlanResult({ name, place }: PlanResultProps) {
  const detail = useRun(name, undefined);
  const run = detail.data?.run;
  const isOver = run?.endedAt !== undefined;
  useEffect(() => {
    if (isOver && isNowhere(document.activeElement)) reveal(place.current);
  }, [isOver, place]);
  return (
    <section ref={place} tabIndex={-1} className="card stack revealed" aria-label="Plan">
      <div className="row apart">
        <h2>{isOver ? 'What Start would do' : 'Looking…'}</h2>
        <Link to="/runs/$name" params={{ name }}>
          This look, step by step
        </Link>
      </div>
      {detail.isPending && <Loading rows={3} />}
      {detail.isError && <Trouble error={detail.error} />}
      {run && <p>{planProgress(run)}</p>}
      {run && (
        <ol className="plan-steps">
          {run.steps.map((step) => (
            <li key={step.id}>
              <span className="step-id">{step.id}</span>
              <StepState step={step} />
              <span className="soft small anywhere">{step.failure?.message ?? step.why}</span>
              <Parts step={step} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Who writes into a field meanwhile stays there. */
function isNowhere(focus: Element | null): boolean {
  return focus === null || focus === document.body || focus.closest('.start-ways') !== null;
}
