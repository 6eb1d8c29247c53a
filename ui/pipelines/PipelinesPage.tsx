import './pipelines.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { pipelinesQuery } from '../api/pipelines';
import type { PipelineSummary } from '../api/types';
import { Loading, Page } from '../parts/Page';
import { RunState } from '../parts/State';
import { Ago } from '../parts/Time';
import { Trouble } from '../parts/Trouble';
import { plural } from '../parts/words';

/** What can be started: each with its last outcome and what is due next. */
export function PipelinesPage() {
  const list = useQuery(pipelinesQuery);
  return (
    <Page title="Pipelines">
      {list.isPending && <Loading />}
      {list.isError && <Trouble error={list.error} again={() => list.refetch()} />}
      {list.data?.pipelines.length === 0 && (
        <div className="card empty">
          <p>No pipeline in {list.data.folders.join(', ') || 'any folder'}.</p>
          <p>
            Start Muster with the folder of yours: <code>muster serve --pipelines DIR</code>
          </p>
        </div>
      )}
      {list.data && list.data.pipelines.length > 0 && (
        <ul className="pipelines" aria-label="Pipelines">
          {list.data.pipelines.map((pipeline) => (
            <li key={pipeline.id} className="card pipeline-card">
              <PipelineCard pipeline={pipeline} isAlone={isAlone(pipeline, list.data.pipelines)} />
            </li>
          ))}
        </ul>
      )}
      {list.data && list.data.folders.length > 0 && (
        <p className="small faint anywhere">From {list.data.folders.join(', ')}</p>
      )}
    </Page>
  );
}

/** Whether no other has its name. */
function isAlone({ id, name }: PipelineSummary, all: PipelineSummary[]): boolean {
  return !all.some((other) => other.name === name && other.id !== id);
}

interface PipelineCardProps {
  pipeline: PipelineSummary;
  isAlone: boolean;
}

function PipelineCard({ pipeline, isAlone }: PipelineCardProps) {
  const { id, file, name, description, valid, errors, lastRun, nextSchedule } = pipeline;
  return (
    <>
      <div className="row apart">
        <h2>
          <Link to="/pipelines/$id" params={{ id }} className="card-link">
            {name}
          </Link>
        </h2>
        {!valid && (
          <span className="chip" data-tone="failed">
            {plural(errors, 'error')}
          </span>
        )}
      </div>
      <p className="soft pipeline-about">{description ?? 'No description.'}</p>
      {!isAlone && (
        <p className="small anywhere">
          <code>{file}</code>
        </p>
      )}
      <div className="pipeline-last">
        {lastRun ? (
          <Link to="/runs/$name" params={{ name: lastRun.name }} className="row tight last-run">
            <RunState state={lastRun.state} />
            <span className="soft small">
              {lastRun.name}, <Ago at={lastRun.startedAt} />
            </span>
          </Link>
        ) : (
          <span className="faint small">has not run yet</span>
        )}
        {nextSchedule && (
          <span className="soft small">
            next <Ago at={nextSchedule.at} />
          </span>
        )}
      </div>
    </>
  );
}
