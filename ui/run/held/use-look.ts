import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient } from '../../api/query-client';
import type { RunView } from '../../api/types';
import { previewQuery } from './preview';

/** A look at the world before a resume. It takes as long as the checks do, and need not be waited for. */
export function useLook(run: RunView, reread: boolean) {
  const [isOn, setOn] = useState(false);
  /** ISO time. */
  const [since, setSince] = useState('');
  const asked = previewQuery(run, { reread, look: true });
  const look = useQuery({ ...asked, enabled: isOn });
  const start = () => {
    setSince(new Date().toISOString());
    if (isOn) void look.refetch();
    else setOn(true);
  };
  /** The look itself ends by itself; what it sees is not waited for any more. */
  const stop = () => {
    void queryClient.cancelQueries({ queryKey: asked.queryKey });
    if (look.data === undefined) setOn(false);
  };
  const seen = isOn ? look.data : undefined;
  const { isFetching, isError, error } = look;
  return { isOn, isLooking: isOn && isFetching, since, start, stop, seen, isError, error };
}
