import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { runDetailQuery } from '../api/runs';
import type { PipelineDetail } from '../api/types';
import { OperatorButton } from '../parts/OperatorButton';
import { Refused } from '../parts/Refused';
import { AgainDialog } from '../run/AgainDialog';

/** Take down what the last run of the pipeline brought up; nothing where it brought nothing up, or goes on. */
export function TakeDown({ pipeline: { id, lastRun } }: { pipeline: PipelineDetail }) {
  const [isAsked, setAsked] = useState(false);
  const name = lastRun?.name ?? '';
  const detail = useQuery({ ...runDetailQuery(name, lastRun?.runId), enabled: isAsked });
  if (lastRun?.mode !== 'up' || lastRun.endedAt === undefined) return null;
  return (
    <>
      <OperatorButton
        variant="default"
        tip={`Remove what ${name} brought up`}
        loading={isAsked && detail.isFetching}
        onClick={() => setAsked(true)}
      >
        Take down…
      </OperatorButton>
      <Refused act={detail} />
      {isAsked && detail.data && (
        <AgainDialog
          detail={detail.data}
          pipelineId={id}
          mode="down"
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
