import './run.css';
import { Tabs } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useConnectionLost } from '../api/connection';
import { isCode } from '../api/http';
import { queryClient } from '../api/query-client';
import { useRun } from '../api/runs';
import type { RunDetail } from '../api/types';
import { Loading } from '../parts/Page';
import { Trouble } from '../parts/Trouble';
import { runLook } from '../parts/words';
import { hasCluster } from './cluster';
import { RunHead } from './RunHead';
import type { RunSearch, View } from './search';
import { ViewOf } from './ViewOf';
import { Waiting } from './Waiting';

/** One run, live: what it waits for, and every way to look at its steps. */
export function RunPage() {
  const { name } = useParams({ from: '/runs/$name' });
  const { run: runId } = useSearch({ from: '/runs/$name' });
  const detail = useRun(name, runId);
  const state = detail.data?.run.state;
  useDocumentTitle(`${name}${state ? `: ${runLook(state).word}` : ''} · Muster`);
  // This page does not listen to all runs; their number in the head follows this one's state.
  useEffect(() => {
    if (state !== undefined) void queryClient.invalidateQueries({ queryKey: ['runs'] });
  }, [state]);
  if (detail.data !== undefined) return <Run detail={detail.data} />;
  if (detail.isPending) return <Loading />;
  return (
    <div className="stack">
      <h1>{name}</h1>
      <Trouble error={detail.error} again={() => detail.refetch()} />
      {isCode(detail.error, 'run.unknown') && (
        <p>
          <Link to="/">See all runs</Link>
        </p>
      )}
    </div>
  );
}

function Run({ detail }: { detail: RunDetail }) {
  const lost = useConnectionLost();
  return (
    <div className={lost ? 'stack loose stale' : 'stack loose'}>
      <RunHead detail={detail} />
      <Waiting detail={detail} />
      <Views detail={detail} />
    </div>
  );
}

const labels: Record<View, string> = {
  steps: 'Steps',
  graph: 'Graph',
  time: 'Time line',
  cluster: 'Cluster',
  values: 'Inputs and outputs',
  history: 'Who did what',
};

function Views({ detail }: { detail: RunDetail }) {
  const { view = 'steps' } = useSearch({ from: '/runs/$name' });
  const navigate = useNavigate({ from: '/runs/$name' });
  const show = (chosen: string | null) =>
    navigate({
      to: '.',
      search: (before: RunSearch) => ({
        ...before,
        view: chosen === 'steps' ? undefined : (chosen as View),
      }),
      replace: true,
      resetScroll: false,
    });
  const shown = (Object.keys(labels) as View[]).filter(
    (each) => each !== 'cluster' || hasCluster(detail.run) || view === 'cluster',
  );
  const tabs = useRef<HTMLDivElement>(null);
  // On a narrow screen the tabs go on to the side.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is chosen then
  useEffect(() => {
    const chosen = tabs.current?.querySelector('[aria-selected="true"]');
    const { left = 0, right = 0 } = chosen?.getBoundingClientRect() ?? {};
    const box = tabs.current?.getBoundingClientRect();
    if (!box || (left >= box.left && right <= box.right)) return;
    tabs.current?.scrollBy({ left: right > box.right ? right - box.right : left - box.left });
  }, [view]);
  return (
    <Tabs value={view} onChange={show} keepMounted={false}>
      <Tabs.List ref={tabs} className="view-tabs">
        {shown.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {labels[each]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map((each) => (
        <Tabs.Panel key={each} value={each} className="view-panel">
          <ViewOf view={each} detail={detail} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
