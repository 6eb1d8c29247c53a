import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { path, post } from '../../api/http';
import { useForgetRun } from '../../api/runs';
import type { RunView } from '../../api/types';
import { useAct } from '../../parts/use-act';
import { namedSteps, previewQuery, unsafeSteps } from './preview';

interface Resumed {
  name: string;
  runId: string;
  how: 'in-place' | 'new-run';
}

/** A resume: what it would do, what has to be ticked for it, and doing it. */
export function useResume(run: RunView, reread: boolean) {
  const [look, setLook] = useState(false);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const navigate = useNavigate();
  const forget = useForgetRun(run.name);
  const preview = useQuery(previewQuery(run, { reread, look }));
  const isTicked = unsafeSteps(preview.data).every(({ id }) => ticked.has(id));
  const named = preview.data && isTicked ? namedSteps(preview.data, run) : undefined;
  // What is unsafe is refused until it is named: so what is named is asked about once more.
  const confirmed = useQuery({
    ...previewQuery(run, { reread, look: false, steps: named }),
    enabled: named !== undefined,
  });
  const refused =
    unsafeSteps(preview.data).length === 0 ? preview.data?.refused : confirmed.data?.refused;
  const act = useAct(
    () => {
      const steps = named;
      // What is confirmed is what was shown.
      const shown = (named === undefined ? preview : confirmed).data?.fingerprint;
      const body = {
        ...(reread ? { reread } : {}),
        ...(steps ? { steps } : {}),
        ...(shown === undefined ? {} : { preview: shown }),
      };
      return post<Resumed>(path('runs', run.name, 'resume'), body);
    },
    async ({ name, how }) => {
      // A new run has the name now: its page shows the latest one.
      if (how === 'new-run') await navigate({ to: '/runs/$name', params: { name }, search: {} });
      void forget();
    },
  );
  const tick = (step: string, isTicked: boolean) =>
    setTicked((before) => {
      const after = new Set(before);
      if (isTicked) after.add(step);
      else after.delete(step);
      return after;
    });
  const isKnown = named === undefined ? preview.data !== undefined : confirmed.data !== undefined;
  const isReady = isKnown && isTicked && refused === undefined;
  return { preview, look, setLook, ticked, tick, act, isReady, isTicked, refused };
}

export type Resume = ReturnType<typeof useResume>;
