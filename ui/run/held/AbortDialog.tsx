import { Button, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { outcomeOf } from '../../../contract/outcome-of.js';
import { path, post } from '../../api/http';
import type { RunView } from '../../api/types';
import { Dialog } from '../../parts/Dialog';
import { Refused } from '../../parts/Refused';
import { useAct } from '../../parts/use-act';

/** End the run; what it made stays or is taken down, said in words. */
export function AbortDialog({ run, onClose }: { run: RunView; onClose: () => void }) {
  const [what, setWhat] = useState<'keep' | 'undo'>();
  const [reason, setReason] = useState('');
  const abort = useAct(
    () =>
      post(path('runs', run.name, 'abort'), {
        undo: what === 'undo',
        ...(reason.trim() === '' ? {} : { reason }),
      }),
    () => onClose(),
  );
  const made = run.steps.filter((step) => outcomeOf(step)?.kind === 'changed').map(({ id }) => id);
  return (
    <Dialog onClose={onClose} title={`Abort ${run.name}`}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          abort.mutate(undefined);
        }}
      >
        <Radio.Group
          label="What becomes of what the run made?"
          value={what ?? null}
          onChange={(value) => setWhat(value as 'keep' | 'undo')}
        >
          <div className="stack" style={{ marginTop: 8 }}>
            <Radio
              value="keep"
              label="Keep it"
              description="The run ends; everything stays as it is now. It can be resumed later."
            />
            <Radio
              value="undo"
              label="Take it down"
              description={`What the steps made is removed, in reverse order${made.length > 0 ? `: ${made.toReversed().join(', ')}` : ''}. This cannot be taken back.`}
            />
          </div>
        </Radio.Group>
        <TextInput
          label="Reason"
          description="Kept with the run, beside your name; may be left out"
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Refused act={abort} />
        <div className="row dialog-ways">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            type="submit"
            color="danger"
            disabled={what === undefined}
            loading={abort.isPending}
          >
            {what === 'undo' ? 'Abort and take down' : 'Abort and keep'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
