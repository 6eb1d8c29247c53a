import { Button, Textarea } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { path, post } from '../../api/http';
import { useReadOnly } from '../../api/session';
import type { RunView, StepView } from '../../api/types';
import { Dialog } from '../../parts/Dialog';
import { Linked } from '../../parts/Linked';
import { OperatorButton } from '../../parts/OperatorButton';
import { Refused } from '../../parts/Refused';
import { Ago } from '../../parts/Time';
import { useAct } from '../../parts/use-act';

/** An approval that waits for somebody. */
export function Approval({ run, step }: { run: RunView; step: StepView }) {
  const readOnly = useReadOnly();
  const [verb, setVerb] = useState<'approve' | 'reject'>();
  return (
    <section className="waits" data-tone="asked" aria-label={`Approval ${step.id}`}>
      <h2 className="waits-title">
        <IconHandStop size={18} aria-hidden />
        {step.id} waits for approval
      </h2>
      <div className="waits-body">
        <p className="question">
          <Linked text={step.why ?? step.name ?? step.id} />
        </p>
        {step.startedAt && (
          <p className="soft small">
            asked <Ago at={step.startedAt} />
          </p>
        )}
        <div className="row waits-ways">
          <OperatorButton color="asked" onClick={() => setVerb('approve')}>
            Approve…
          </OperatorButton>
          <OperatorButton variant="default" onClick={() => setVerb('reject')}>
            Reject…
          </OperatorButton>
          {readOnly && <span className="soft small">{readOnly}</span>}
        </div>
      </div>
      {verb && <Decision run={run} step={step} verb={verb} onClose={() => setVerb(undefined)} />}
    </section>
  );
}

interface DecisionProps {
  run: RunView;
  step: StepView;
  verb: 'approve' | 'reject';
  onClose: () => void;
}

function Decision({ run, step, verb, onClose }: DecisionProps) {
  const [reason, setReason] = useState('');
  const decide = useAct(
    () =>
      post(path('runs', run.name, verb), {
        step: step.id,
        ...(reason.trim() === '' ? {} : { reason }),
      }),
    () => onClose(),
  );
  const approves = verb === 'approve';
  return (
    <Dialog onClose={onClose} title={`${approves ? 'Approve' : 'Reject'} ${step.id}`}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          decide.mutate(undefined);
        }}
      >
        <p className="question">
          <Linked text={step.why ?? step.name ?? step.id} />
        </p>
        <p className="soft">
          {approves
            ? 'What waits for it goes on.'
            : 'The step has failed then: it is held, unless the pipeline says otherwise.'}
        </p>
        <Textarea
          label="Reason"
          description={
            approves
              ? 'Kept with the run, beside your name; may be left out'
              : 'Kept with the run, beside your name'
          }
          required={!approves}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Refused act={decide} />
        <div className="row dialog-ways">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            type="submit"
            loading={decide.isPending}
            disabled={!approves && reason.trim() === ''}
          >
            {approves ? 'Approve' : 'Reject'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
