import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

import type { RunSearch } from './search';

/** The step whose details are shown; it stands in the address. */
export function useChosenStep() {
  const { step: chosen } = useSearch({ from: '/runs/$name' });
  const navigate = useNavigate({ from: '/runs/$name' });
  const choose = useCallback(
    (id: string | undefined) => {
      void navigate({
        to: '.',
        search: (before: RunSearch) => ({ ...before, step: id }),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return { chosen, choose };
}
