import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { path, post } from '../api/http';
import type { RunView } from '../api/types';
import { OperatorButton } from '../parts/OperatorButton';
import { Refused } from '../parts/Refused';
import { useAct } from '../parts/use-act';
import { AbortDialog } from './held/AbortDialog';

/** What can be done to a run that goes on; what a held one needs stands in its panel. */
export function RunActions({ run }: { run: RunView }) {
  const { run: runId } = useSearch({ from: '/runs/$name' });
  const [isAborting, setAborting] = useState(false);
  const pause = useAct(() => post(path('runs', run.name, 'pause')));
  const isOver = run.endedAt !== undefined;
  if (isOver || (run.state === 'held' && runId === undefined)) return null;
  return (
    <>
      {run.state === 'running' && run.paused === undefined && (
        <OperatorButton
          variant="default"
          tip="Nothing new starts; what runs goes on"
          loading={pause.isPending}
          onClick={() => pause.mutate(undefined)}
        >
          Pause
        </OperatorButton>
      )}
      <OperatorButton variant="default" tip="End the run" onClick={() => setAborting(true)}>
        Abort…
      </OperatorButton>
      <Refused act={pause} />
      {isAborting && <AbortDialog run={run} onClose={() => setAborting(false)} />}
    </>
  );
}
