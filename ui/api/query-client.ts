import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './http';

/** Nothing is asked for on a clock, unless a query says so: what changes comes as an event. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (count, error) => count < 2 && unreachable(error),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

function unreachable(error: unknown): boolean {
  return error instanceof ApiError && (error.problem.status === 0 || error.problem.status === 503);
}
