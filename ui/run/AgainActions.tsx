import { Button, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useReadOnly } from '../api/session';
import type { RunDetail } from '../api/types';
import { Refused } from '../parts/Refused';
import { AgainDialog, useAgain } from './AgainDialog';

/** Verify, run again, take down: what can be done with the latest run of a name once it is over. */
export function AgainActions({ detail, pipelineId }: { detail: RunDetail; pipelineId: string }) {
  const readOnly = useReadOnly();
  const [dialog, setDialog] = useState<'up' | 'down'>();
  const verify = useAgain(detail, pipelineId, 'look');
  const isReadOnly = readOnly !== undefined;
  const button = (label: string, tip: string, onClick: () => void, isLoading = false) => (
    <Tooltip label={readOnly ?? tip}>
      <Button
        variant="default"
        aria-disabled={isReadOnly}
        data-disabled={isReadOnly}
        loading={isLoading}
        onClick={() => isReadOnly || onClick()}
      >
        {label}
      </Button>
    </Tooltip>
  );
  return (
    <>
      {detail.run.mode === 'up' &&
        button(
          'Verify',
          'Looks whether everything still holds; changes nothing',
          () => verify.mutate(undefined),
          verify.isPending,
        )}
      {button('Run again…', 'Bring it up with the same inputs', () => setDialog('up'))}
      {detail.run.mode === 'up' &&
        button('Take down…', 'Remove what was brought up', () => setDialog('down'))}
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
