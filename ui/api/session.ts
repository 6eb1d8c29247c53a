import { queryOptions, useQuery } from '@tanstack/react-query';
import { get, isCode } from './http';
import type { Session } from './types';

/** Who uses the page; `null`: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) =>
    get<Session>('/api/session', signal).catch((error: unknown) => {
      if (isCode(error, 'session.none')) return null;
      throw error;
    }),
});

/** Why the person may not change anything, if so. */
export function useReadOnly(): string | undefined {
  const { data } = useQuery(sessionQuery);
  return data?.role === 'reader'
    ? 'You are signed in to read only. "muster open" gives a link that may change things.'
    : undefined;
}
