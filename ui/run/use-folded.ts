import { useCallback, useMemo, useState } from 'react';
import type { RunDetail } from '../api/types';
import { rowsOf } from './rows';

/** The rows of a run; pipelines inside it fold. */
export function useFolded({ run, plan }: RunDetail) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setFolded((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const rows = useMemo(() => rowsOf(run, plan, folded), [run, plan, folded]);
  return { rows, toggle, folded };
}
