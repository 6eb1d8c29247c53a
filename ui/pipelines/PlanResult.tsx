import { Link } from '@tanstack/react-router';
import { useRun } from '../api/runs';
import type { StepView } from '../api/types';
import { Loading } from '../parts/Page';
import { StepState } from '../parts/State';
import { Trouble } from '../parts/Trouble';
import { Parts } from '../run/Parts';

/** What a look found: what Start would do, live while it looks. */
export function PlanResult({ name }: { name: string }) {
  const detail = useRun(name, undefined);
  const run = detail.data?.run;
  const isOver = run?.endedAt !== undefined;
  return (
    <section className="card stack" aria-label="Plan" aria-live="polite">
      <div className="row apart">
        <h2>{isOver ? 'What Start would do' : 'Looking…'}</h2>
        <Link to="/runs/$name" params={{ name }}>
          This look, step by step
        </Link>
      </div>
      {detail.isPending && <Loading rows={3} />}
      {detail.isError && <Trouble error={detail.error} />}
      {isOver && <p>{summary(run.steps)}</p>}
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

function summary(steps: StepView[]): string {
  const count = (...changes: StepView['change'][]) =>
    steps.filter(({ change }) => changes.includes(change)).length;
  const parts: [number, string][] = [
    [count('to-do', 'known-after-apply'), 'to do'],
    [count('always-runs'), 'always run'],
    [count('unchanged', 'reused'), 'hold already'],
    [count('unknown'), 'could not be checked'],
  ];
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.join(' · ') || 'Nothing to do.';
}
