import './pipelines.css';
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { pipelineQuery } from '../api/pipelines';
import type { PipelineDetail } from '../api/types';
import { ButtonLink } from '../parts/ButtonLink';
import { Loading, Page } from '../parts/Page';
import { RunState } from '../parts/State';
import { Ago } from '../parts/Time';
import { Trouble } from '../parts/Trouble';
import { plural } from '../parts/words';
import { PipelineText } from './PipelineText';
import { StartForm } from './StartForm';
import type { PipelineSearch } from './search';
import { TakeDown } from './TakeDown';

/** One pipeline: start it, or read it. */
export function PipelinePage() {
  const { id } = useParams({ from: '/pipelines/$id' });
  const pipeline = useQuery(pipelineQuery(id));
  const title = pipeline.data?.name ?? 'Pipeline';
  const aside = (
    <div className="row">
      {pipeline.data && <TakeDown pipeline={pipeline.data} />}
      <ButtonLink variant="default" to="/schedules" search={{ pipeline: id }}>
        Schedule…
      </ButtonLink>
    </div>
  );
  return (
    <Page title={title} aside={pipeline.data ? aside : undefined}>
      {pipeline.isPending && <Loading />}
      {pipeline.isError && <Trouble error={pipeline.error} again={() => pipeline.refetch()} />}
      {pipeline.data && <Pipeline pipeline={pipeline.data} />}
    </Page>
  );
}

function Pipeline({ pipeline }: { pipeline: PipelineDetail }) {
  const { description, lastRun, nextSchedule, valid, diagnostics } = pipeline;
  const { view } = useSearch({ from: '/pipelines/$id' });
  const navigate = useNavigate({ from: '/pipelines/$id' });
  const shown = view ?? (valid ? 'start' : 'text');
  return (
    <div className="stack loose">
      {(description || lastRun || nextSchedule) && (
        <div className="stack tight">
          {description && <p className="soft">{description}</p>}
          {(lastRun || nextSchedule) && (
            <div className="row">
              {lastRun && (
                <Link
                  to="/runs/$name"
                  params={{ name: lastRun.name }}
                  className="row tight last-run"
                >
                  <span className="soft">last run</span> <RunState state={lastRun.state} />
                  <span className="soft">
                    {lastRun.name}, <Ago at={lastRun.startedAt} />
                  </span>
                </Link>
              )}
              {nextSchedule && (
                <span className="soft">
                  next on schedule <Ago at={nextSchedule.at} />
                </span>
              )}
            </div>
          )}
        </div>
      )}
      <Tabs
        value={shown}
        keepMounted
        onChange={(chosen) =>
          navigate({
            to: '.',
            search: (before: PipelineSearch) => ({ ...before, view: chosen ?? undefined }),
            replace: true,
          })
        }
      >
        <Tabs.List>
          <Tabs.Tab value="start">Start</Tabs.Tab>
          <Tabs.Tab value="text">
            Text
            {diagnostics.length > 0 && (
              <span className="chip tab-count" data-tone={valid ? 'retrying' : 'failed'}>
                {plural(diagnostics.length, 'remark')}
              </span>
            )}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="start" className="view-panel">
          {valid ? (
            <StartForm key={pipeline.id} pipeline={pipeline} />
          ) : (
            <div className="card empty">
              <p>
                The file has errors: see its text. Mend it in your editor; the page reads it again.
              </p>
            </div>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="text" className="view-panel">
          <PipelineText pipeline={pipeline} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
