import { queryOptions } from '@tanstack/react-query';
import { get, path } from './http';
import type { PipelineDetail, PipelineSummary, ScheduleView } from './types';

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: ({ signal }) =>
    get<{ folders: string[]; pipelines: PipelineSummary[] }>('/api/pipelines', signal),
  staleTime: 0,
});

/** Read anew whenever it is shown: files change behind the page. */
export function pipelineQuery(id: string) {
  return queryOptions({
    queryKey: ['pipeline', id],
    queryFn: ({ signal }) => get<PipelineDetail>(path('pipelines', id), signal),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
}

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: ({ signal }) =>
    get<{ schedules: ScheduleView[] }>('/api/schedules', signal).then(({ schedules }) => schedules),
  staleTime: 0,
  // No event tells what becomes of a turn that has started no run yet, or never will.
  refetchInterval: ({ state }) => (state.data?.some(isPlanning) ? 1_000 : false),
});

function isPlanning({ recent }: ScheduleView): boolean {
  return recent.some(({ outcome }) => outcome === 'planning');
}
