import { useQuery } from '@tanstack/react-query';
import { runModeWords } from '../../contract/words.js';
import { waitingStepsQuery } from '../api/runs';
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

/** Of so many steps it is said why; of the others that they wait too. */
const told = 2;

/** What it waits for, in a few lines; their room is kept until it is known. */
function What({ run }: { run: RunSummary }) {
  const { data = [] } = useQuery(waitingStepsQuery(run));
  const others = data.slice(told).map(({ id }) => id);
  return (
    <div className="waiting-what">
      {data.slice(0, told).map((step) => (
        <p key={step.id}>
          <b>{step.id}</b> {step.failure?.message ?? step.why ?? step.name}
        </p>
      ))}
      {others.length > 0 && (
        <p>
          and <b>{others.join(', ')}</b>
        </p>
      )}
    </div>
  );
}
