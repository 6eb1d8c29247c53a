import { Button, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { stepOf } from '../../../contract/address.js';
import { mustBeNamed, outcomeOf } from '../../../contract/outcome-of.js';
import { path, post } from '../../api/http';
import type { JsonObject, RunDetail, StepView } from '../../api/types';
import { Dialog } from '../../parts/Dialog';
import { Refused } from '../../parts/Refused';
import { useAct } from '../../parts/use-act';

interface SkipDialogProps {
  detail: RunDetail;
  held: StepView[];
  onClose: () => void;
}

/** Go on without a held step: why, and what it would have given to those that read it. */
export function SkipDialog({ detail: { run, plan }, held, onClose }: SkipDialogProps) {
  const [step, setStep] = useState(held[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const [done, setDone] = useState(false);
  const [given, setGiven] = useState<{ [output: string]: string }>({});
  const outline = plan.steps.find(({ id }) => id === stepOf(step));
  const chosen = held.find(({ id }) => id === step);
  const ended = chosen && outcomeOf(chosen);
  const isUnknown = ended?.kind === 'unknown' && mustBeNamed(ended);
  const wanted = outline?.outputsRead ?? [];
  const skip = useAct(
    () => {
      const outputs = Object.fromEntries(
        wanted.map((name) => [name, jsonOrText(given[name] ?? '')]),
      );
      return post(path('runs', run.name, 'skip'), {
        step,
        reason,
        done,
        ...(wanted.length > 0 ? { outputs } : {}),
      });
    },
    () => onClose(),
  );
  return (
    <Dialog onClose={onClose} title={`Skip ${step}`}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          skip.mutate(undefined);
        }}
      >
        <Radio.Group
          label="What became of it"
          value={done ? 'done' : 'without'}
          onChange={(value) => setDone(value === 'done')}
        >
          <div className="stack">
            <Radio
              value="without"
              label="Do without it in this run"
              description={
                isUnknown
                  ? 'It counts as skipped. The next run asks again whether it was done.'
                  : 'It counts as skipped. What is there stays; the next run does it.'
              }
            />
            <Radio
              value="done"
              label="It was done by hand"
              description="It counts as done, in runs that go on from this one too, until somebody names it."
            />
          </div>
        </Radio.Group>
        {held.length > 1 && (
          <Select
            label="Step"
            data={held.map(({ id }) => id)}
            value={step}
            onChange={(id) => id && setStep(id)}
            allowDeselect={false}
          />
        )}
        <Textarea
          label="Reason"
          description="Kept with the run, beside your name"
          required
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {wanted.map((name) => (
          <TextInput
            key={name}
            label={`Output ${name}`}
            description="Other steps read it: text, or JSON"
            value={given[name] ?? ''}
            onChange={({ currentTarget }) => setGiven({ ...given, [name]: currentTarget.value })}
          />
        ))}
        <Refused act={skip} />
        <div className="row dialog-ways">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" disabled={reason.trim() === ''} loading={skip.isPending}>
            {done ? 'Take it for done' : 'Skip the step'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** JSON where it reads as such, else the text. */
function jsonOrText(text: string): JsonObject[string] {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
