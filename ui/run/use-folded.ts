import { useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { RunDetail } from '../api/types';
import { isMeant, rowsOf } from './rows';

/** The rows of a run that are looked for; pipelines inside it fold. */
export function useFolded({ run, plan }: RunDetail) {
  const { find } = useSearch({ from: '/runs/$name' });
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setFolded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const rows = useMemo(
    () => rowsOf(run, plan, folded, find === undefined ? undefined : (step) => isMeant(step, find)),
    [run, plan, folded, find],
  );
  return { rows, toggle, folded };
}
