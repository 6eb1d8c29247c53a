import { useState } from 'react';
import type { RunDetail } from '../api/types';
import { OperatorButton } from '../parts/OperatorButton';
import { Refused } from '../parts/Refused';
import { AgainDialog, useAgain } from './AgainDialog';

/** Verify, run again, take down: what can be done with the latest run of a name once it is over. */
export function AgainActions({ detail, pipelineId }: { detail: RunDetail; pipelineId: string }) {
  const [dialog, setDialog] = useState<'up' | 'down'>();
  const verify = useAgain(detail, pipelineId, 'look');
  return (
    <>
      {detail.run.mode === 'up' && (
        <OperatorButton
          variant="default"
          tip="Looks whether everything still holds; changes nothing"
          loading={verify.isPending}
          onClick={() => verify.mutate(undefined)}
        >
          Verify
        </OperatorButton>
      )}
      <OperatorButton
        variant="default"
        tip="Bring it up with the same inputs"
        onClick={() => setDialog('up')}
      >
        Run again…
      </OperatorButton>
      {detail.run.mode === 'up' && (
        <OperatorButton
          variant="default"
          tip="Remove what was brought up"
          onClick={() => setDialog('down')}
        >
          Take down…
        </OperatorButton>
      )}
      <Refused act={verify} />
      {dialog && (
        <AgainDialog
          detail={detail}
          pipelineId={pipelineId}
          mode={dialog}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}
