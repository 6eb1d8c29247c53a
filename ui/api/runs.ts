import { queryOptions, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { askedSteps, heldSteps } from '../../contract/waits.js';
import { get, isCode, path, query } from './http';
import { queryClient } from './query-client';
import { askedOrTold, tell } from './told';
import type { RunComparison, RunDetail, RunSummary, RunView } from './types';
import { useStream } from './use-stream';

const runsKey = ['runs'];

/** The newest runs, looks too: filled by events alone. */
export const runsQuery = queryOptions({
  queryKey: runsKey,
  queryFn: ({ signal }) =>
    askedOrTold(runsKey, async () => {
      const answer = await get<{ runs: RunSummary[] }>('/api/runs?looks=true&limit=100', signal);
      return answer.runs;
    }),
});

/** Keep the list of runs as it is on the server. One of these serves the whole page. */
export function useRunEvents(on: boolean): void {
  useStream(on ? '/api/events' : undefined, {
    runs: (runs: RunSummary[]) => tell(runsKey, () => runs),
    run: (run: RunSummary) => {
      tell<RunSummary[]>(runsKey, (known) => withRun(known, run));
      void queryClient.invalidateQueries({ queryKey: ['pipelines'] });
      void queryClient.invalidateQueries({ queryKey: ['schedules'] });
    },
  });
}

function withRun(known: RunSummary[] = [], run: RunSummary): RunSummary[] {
  const others = known.filter(({ name, runId }) => name !== run.name || runId !== run.runId);
  return [run, ...others].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** Older runs than the newest hundred, for filters that reach further back. */
export function olderRunsQuery(filter: { [name: string]: string | undefined }) {
  return queryOptions({
    queryKey: ['older-runs', filter],
    queryFn: ({ signal }) =>
      get<{ runs: RunSummary[] }>(`/api/runs${query({ ...filter, limit: '500' })}`, signal).then(
        ({ runs }) => runs,
      ),
  });
}

/** The steps that a run waits at; asked again when it waits anew. */
export function waitingStepsQuery({ name, runId, state }: RunSummary) {
  return queryOptions({
    queryKey: ['waiting-steps', name, runId, state],
    queryFn: async ({ signal }) => {
      const { run } = await get<RunDetail>(`${path('runs', name)}${query({ runId })}`, signal);
      return state === 'held' ? heldSteps(run) : askedSteps(run);
    },
    staleTime: 0,
  });
}

/** One run as it is now, where nothing listens to it. */
export function runDetailQuery(name: string, runId: string | undefined) {
  return queryOptions({
    queryKey: ['run-now', name, runId ?? ''],
    queryFn: ({ signal }) => get<RunDetail>(`${path('runs', name)}${query({ runId })}`, signal),
    staleTime: 0,
  });
}

function runKey(name: string, runId: string | undefined) {
  return ['run', name, runId ?? ''];
}

/** One run, live. */
export function useRun(name: string, runId: string | undefined) {
  const key = runKey(name, runId);
  const about = query({ runId });
  const detail = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      askedOrTold(key, () => get<RunDetail>(`${path('runs', name)}${about}`, signal)),
  });
  // A stream cannot say that it is refused: of a run that is not there none is asked for.
  const isThere = !isCode(detail.error, 'run.unknown');
  useStream(
    isThere ? `${path('runs', name, 'events')}${about}` : undefined,
    {
      run: (told: RunDetail) => tell(key, () => told),
      view: (run: RunView) => tell<RunDetail>(key, (known) => known && { ...known, run }),
    },
    { isShown: detail.data !== undefined },
  );
  return detail;
}

/** What is known of the latest run of a name, while something else listens to it. */
export function useKnownRun(name: string) {
  return useQuery<RunDetail>({ queryKey: runKey(name, undefined), enabled: false });
}

export function compareQuery(name: string, runId: string | undefined, against: string) {
  return queryOptions({
    queryKey: ['compare', name, runId ?? '', against],
    queryFn: ({ signal }) =>
      get<RunComparison>(`${path('runs', name, 'compare')}${query({ against, runId })}`, signal),
    staleTime: 0,
  });
}

/** Forget what was said of a run, so that it is asked anew. */
export function useForgetRun(name: string) {
  return useCallback(() => queryClient.invalidateQueries({ queryKey: ['run', name] }), [name]);
}
