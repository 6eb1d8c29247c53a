import { Button, Tooltip } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { path, post } from '../api/http';
import { useReadOnly } from '../api/session';
import type { RunView } from '../api/types';
import { Refused } from '../parts/Refused';
import { useAct } from '../parts/use-act';
import { AbortDialog } from './held/AbortDialog';

/** What can be done to a run that goes on; what a held one needs stands in its panel. */
export function RunActions({ run }: { run: RunView }) {
  const { run: runId } = useSearch({ from: '/runs/$name' });
  const readOnly = useReadOnly();
  const [isAborting, setAborting] = useState(false);
  const pause = useAct(() => post(path('runs', run.name, 'pause')));
  const isOver = run.endedAt !== undefined;
  if (isOver || (run.state === 'held' && runId === undefined)) return null;
  const isReadOnly = readOnly !== undefined;
  return (
    <>
      {run.state === 'running' && run.paused === undefined && (
        <Tooltip label={readOnly ?? 'Nothing new starts; what runs goes on'}>
          <Button
            variant="default"
            aria-disabled={isReadOnly}
            data-disabled={isReadOnly}
            loading={pause.isPending}
            onClick={() => isReadOnly || pause.mutate(undefined)}
          >
            Pause
          </Button>
        </Tooltip>
      )}
      <Tooltip label={readOnly ?? 'End the run'}>
        <Button
          variant="default"
          aria-disabled={isReadOnly}
          data-disabled={isReadOnly}
          onClick={() => isReadOnly || setAborting(true)}
        >
          Abort…
        </Button>
      </Tooltip>
      <Refused act={pause} />
      {isAborting && <AbortDialog run={run} onClose={() => setAborting(false)} />}
    </>
  );
}
