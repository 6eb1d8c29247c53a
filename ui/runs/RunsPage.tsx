import './runs.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useConnectionLost } from '../api/connection';
import { olderRunsQuery, runsQuery } from '../api/runs';
import type { RunSummary } from '../api/types';
import { ButtonLink } from '../parts/ButtonLink';
import { useNow } from '../parts/now';
import { Loading, Page } from '../parts/Page';
import { Trouble } from '../parts/Trouble';
import { Filters } from './Filters';
import { type Filter, matches, waitingRuns } from './filter';
import { RunsTable } from './RunsTable';
import { WaitingCards } from './WaitingCards';

/** Home: what waits for you, then every run. */
export function RunsPage() {
  const filter = useSearch({ from: '/' });
  const runs = useQuery(runsQuery);
  const lost = useConnectionLost();
  const start = <ButtonLink to="/pipelines">Start a run</ButtonLink>;
  return (
    <Page title="Runs" aside={start}>
      {runs.isPending && <Loading />}
      {runs.isError && <Trouble error={runs.error} again={() => runs.refetch()} />}
      {runs.data && (
        <div className={lost ? 'stack loose stale' : 'stack loose'}>
          <WaitingCards runs={waitingRuns(runs.data)} />
          <All runs={runs.data} filter={filter} />
        </div>
      )}
    </Page>
  );
}

function All({ runs, filter }: { runs: RunSummary[]; filter: Filter }) {
  const now = useNow(filter.since !== undefined);
  // The newest hundred are here; a filter may ask for what is older.
  const asksForMore = runs.length >= 100;
  const { state, pipeline, name, looks } = filter;
  const older = useQuery({
    ...olderRunsQuery({ state, pipeline, name, looks: looks && 'true' }),
    enabled: asksForMore,
  });
  const known = new Set(runs.map(({ runId }) => runId));
  const all = [...runs, ...(older.data ?? []).filter(({ runId }) => !known.has(runId))];
  const shown = all.filter((run) => matches(run, filter, now));
  const isNarrowed = [state, pipeline, name, filter.since].some((part) => part !== undefined);
  return (
    <section className="stack" aria-label="All runs">
      <Filters filter={filter} pipelines={[...new Set(all.map((run) => run.pipeline))].sort()} />
      {shown.length > 0 ? <RunsTable runs={shown} /> : <None isNarrowed={isNarrowed} />}
    </section>
  );
}

function None({ isNarrowed }: { isNarrowed: boolean }) {
  return (
    <div className="card empty">
      {isNarrowed ? (
        <>
          <p>No run is like that.</p>
          <p>
            <Link to="/">Show all runs</Link>
          </p>
        </>
      ) : (
        <>
          <p>Nothing has run yet.</p>
          <p>
            <Link to="/pipelines">Choose a pipeline</Link>, give it its inputs, and start it.
          </p>
        </>
      )}
    </div>
  );
}
