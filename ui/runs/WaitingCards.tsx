import { useQuery } from '@tanstack/react-query';
import { runModeWords } from '../../contract/words.js';
import { waitingStepQuery } from '../api/runs';
import type { RunSummary } from '../api/types';
import { ButtonLink } from '../parts/ButtonLink';
import { RunState } from '../parts/State';
import { Ago } from '../parts/Time';
import { plural, runLook } from '../parts/words';

/** Runs that go on only when somebody says so. */
export function WaitingCards({ runs }: { runs: RunSummary[] }) {
  return (
    <section aria-label="Waiting for you" aria-live="polite">
      {runs.length > 0 && (
        <div className="stack">
          <h2>{plural(runs.length, 'run waits', 'runs wait')} for you</h2>
          <ul className="waiting">
            {runs.map((run) => (
              <li key={run.runId}>
                <WaitingCard run={run} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function WaitingCard({ run }: { run: RunSummary }) {
  const held = run.state === 'held';
  return (
    <article className="waiting-card" data-tone={runLook(run.state).tone}>
      <div className="row apart">
        <RunState state={run.state} big />
        <span className="soft small">
          started <Ago at={run.startedAt} />
        </span>
      </div>
      <div className="waiting-name">
        <h3>{run.name}</h3>
        <p className="soft">
          {runModeWords[run.mode]} {run.pipeline}
        </p>
      </div>
      <What run={run} />
      <ButtonLink
        to="/runs/$name"
        params={{ name: run.name }}
        color={held ? 'held' : 'asked'}
        fullWidth
      >
        {held ? 'See what failed, and go on' : 'Decide'}
      </ButtonLink>
    </article>
  );
}

/** What it waits for, in two lines; their room is kept until it is known. */
function What({ run }: { run: RunSummary }) {
  const { data } = useQuery(waitingStepQuery(run));
  return (
    <p className="waiting-what">
      {data && (
        <>
          <b>{data.id}</b> {data.failure?.message ?? data.why ?? data.name}
        </>
      )}
    </p>
  );
}
