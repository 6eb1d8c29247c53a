import { useReadOnly } from '../../api/session';
import type { RunDetail } from '../../api/types';
import { OperatorButton } from '../../parts/OperatorButton';
import { Refused } from '../../parts/Refused';
import { Ago } from '../../parts/Time';
import { useResume } from './use-resume';

/** Somebody paused it: nothing new starts. */
export function Paused({ detail: { run } }: { detail: RunDetail }) {
  const resume = useResume(run, false);
  const readOnly = useReadOnly();
  const { paused } = run;
  return (
    <section className="card stack" aria-label="Paused">
      <h2>Paused: nothing new starts until somebody resumes; what runs goes on</h2>
      {paused && (
        <p className="soft">
          by {paused.by.id}, <Ago at={paused.at} />
        </p>
      )}
      <Refused act={resume.act} />
      <div className="row">
        <OperatorButton loading={resume.act.isPending} onClick={() => resume.act.mutate(undefined)}>
          Resume
        </OperatorButton>
        {readOnly && <span className="soft small">{readOnly}</span>}
      </div>
    </section>
  );
}
