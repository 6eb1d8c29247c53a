import { useThrottledValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { RunHistory } from '../../contract/history.js';
import { get, path, query } from './http';
import { queryClient } from './query-client';
import type { RunView } from './types';

/** A run that does much is asked for its history no more often than this (ms). */
const pace = 1_500;

/** What happened in a run. No stream tells it: it is asked for again when the run has changed. */
export function useHistory(run: RunView) {
  const { name, runId } = run;
  const found = useQuery({
    queryKey: ['history', name, runId],
    queryFn: ({ signal }) =>
      get<RunHistory>(`${path('runs', name, 'history')}${query({ runId })}`, signal),
    staleTime: 0,
  });
  const stamp = useThrottledValue(stampOf(run), pace);
  const known = useRef(stamp);
  useEffect(() => {
    if (known.current === stamp) return;
    known.current = stamp;
    void queryClient.invalidateQueries({ queryKey: ['history', name, runId] });
  }, [stamp, name, runId]);
  return found;
}

/** Of what a run tells of itself, what its history would have more of. */
function stampOf({ state, actions, steps, finally: last, onHold = [] }: RunView): string {
  const all = [...steps, ...onHold, ...last];
  const ended = all.filter(({ endedAt }) => endedAt !== undefined).length;
  const attempts = all.reduce((sum, { attempt = 0 }) => sum + attempt, 0);
  const began = all.reduce(
    (sum, { startedAt }) => sum + (startedAt ? Date.parse(startedAt) % 1e7 : 0),
    0,
  );
  return [state, actions.length, ended, attempts, began].join(' ');
}
