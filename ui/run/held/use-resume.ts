import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { path, post } from '../../api/http';
import { useForgetRun } from '../../api/runs';
import type { RunView } from '../../api/types';
import { useAct } from '../../parts/use-act';
import { namedSteps, previewQuery, unsafeSteps } from './preview';
import { useLook } from './use-look';

interface Resumed {
  name: string;
  runId: string;
  how: 'in-place' | 'new-run';
}

/** A resume: what it would do, what has to be ticked for it, and doing it. */
export function useResume(run: RunView, reread: boolean) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const navigate = useNavigate();
  const forget = useForgetRun(run.name);
  const told = useQuery(previewQuery(run, { reread, look: false }));
  const look = useLook(run, reread);
  const preview = look.seen ?? told.data;
  const isTicked = unsafeSteps(preview).every(({ id }) => ticked.has(id));
  const named = preview && isTicked ? namedSteps(preview, run) : undefined;
  // What is unsafe is refused until it is named: so what is named is asked about once more.
  const confirmed = useQuery({
    ...previewQuery(run, { reread, look: false, steps: named }),
    enabled: named !== undefined,
  });
  const confirmedOrTold = unsafeSteps(preview).length === 0 ? preview : confirmed.data;
  const refused = confirmedOrTold?.refused;
  const act = useAct(
    () => {
      const steps = named;
      // What is confirmed is what was shown.
      const shown = (named === undefined ? preview : confirmed.data)?.fingerprint;
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
  const again = () => {
    void told.refetch();
    if (look.isOn) look.start();
  };
  const whyNot = whyNotYet();
  function whyNotYet(): string | undefined {
    if (preview === undefined) {
      return told.isError
        ? 'Resume is off: what it would do could not be told.'
        : 'Resume is off until it is known what it will do.';
    }
    if (!isTicked) return 'Resume is off until what may be done again is ticked.';
    if (refused !== undefined) return 'Resume is off: it would be refused, as said above.';
    return confirmedOrTold === undefined
      ? 'Resume is off until what is ticked has been asked about.'
      : undefined;
  }
  return { told, look, preview, again, ticked, tick, act, whyNot, isTicked, refused };
}

export type Resume = ReturnType<typeof useResume>;
