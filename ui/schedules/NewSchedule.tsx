import { Button, Radio, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { path, post } from '../api/http';
import { pipelineQuery, pipelinesQuery } from '../api/pipelines';
import { queryClient } from '../api/query-client';
import type { PipelineDetail } from '../api/types';
import { Dialog } from '../parts/Dialog';
import { Loading } from '../parts/Page';
import { Refused } from '../parts/Refused';
import { Trouble } from '../parts/Trouble';
import { useAct } from '../parts/use-act';
import { InputsForm } from '../pipelines/InputsForm';
import { issueOf, useInputs } from '../pipelines/use-inputs';

interface NewScheduleProps {
  /** Id of the pipeline that is chosen already. */
  pipeline: string | undefined;
  onClose: () => void;
}

/** A pipeline, what to do with it, and when. */
export function NewSchedule({ pipeline, onClose }: NewScheduleProps) {
  const { data } = useQuery(pipelinesQuery);
  const [id, setId] = useState(pipeline);
  const detail = useQuery({ ...pipelineQuery(id ?? ''), enabled: id !== undefined });
  const choices = data?.pipelines.filter(({ valid }) => valid) ?? [];
  return (
    <Dialog onClose={onClose} title="New schedule" size="lg">
      <div className="stack">
        <Select
          label="Pipeline"
          placeholder="Choose one"
          data={choices.map((each) => ({ value: each.id, label: each.name }))}
          value={id ?? null}
          onChange={(chosen) => setId(chosen ?? undefined)}
        />
        {id !== undefined && detail.isPending && <Loading rows={3} />}
        {detail.isError && <Trouble error={detail.error} />}
        {detail.data && <Form key={detail.data.id} pipeline={detail.data} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

function Form({ pipeline, onClose }: { pipeline: PipelineDetail; onClose: () => void }) {
  const inputs = useInputs(pipeline.inputs);
  const [mode, setMode] = useState('look');
  const [kind, setKind] = useState('every');
  const [every, setEvery] = useState('6h');
  const [cron, setCron] = useState('0 3 * * *');
  const [timeZone, setTimeZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [name, setName] = useState('');
  const create = useAct(
    () =>
      post(path('schedules'), {
        pipeline: pipeline.id,
        mode,
        ...(kind === 'every' ? { every } : { cron, ...(timeZone ? { timeZone } : {}) }),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        inputs: inputs.sent(),
      }),
    () => {
      void queryClient.invalidateQueries({ queryKey: ['schedules'] });
      onClose();
    },
  );
  const nameIssue = issueOf(create.error, 'name');
  const saidByFields = inputs.tells(create.error) || nameIssue !== undefined;
  return (
    <form
      className="stack"
      noValidate
      aria-label="New schedule"
      onSubmit={(event) => {
        event.preventDefault();
        if (inputs.check()) create.mutate(undefined, { onError: inputs.take });
      }}
    >
      <Radio.Group label="What" value={mode} onChange={setMode}>
        <div className="stack tight under-label">
          <Radio value="look" label="Look" description="Says what has drifted; changes nothing" />
          <Radio value="up" label="Bring up" description="Applies it where it does not hold" />
        </div>
      </Radio.Group>
      <Radio.Group label="When" value={kind} onChange={setKind}>
        <div className="row under-label">
          <Radio value="every" label="At intervals" />
          <Radio value="cron" label="By the clock (cron)" />
        </div>
      </Radio.Group>
      {kind === 'every' ? (
        <TextInput
          label="Every"
          description="Such as 30m, 6h, 1d"
          value={every}
          onChange={({ currentTarget }) => setEvery(currentTarget.value)}
        />
      ) : (
        <div className="fields">
          <TextInput
            label="Cron"
            description="Minute, hour, day, month, weekday"
            value={cron}
            onChange={({ currentTarget }) => setCron(currentTarget.value)}
          />
          <TextInput
            label="Time zone"
            description="Such as Europe/Berlin"
            value={timeZone}
            onChange={({ currentTarget }) => setTimeZone(currentTarget.value)}
          />
        </div>
      )}
      <TextInput
        label="Name of the runs"
        placeholder={pipeline.name}
        error={nameIssue}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {inputs.properties.length > 0 && (
        <details open={inputs.required.size > 0 || undefined}>
          <summary>Inputs</summary>
          <div className="under-summary">
            <InputsForm inputs={inputs} />
          </div>
        </details>
      )}
      {!saidByFields && <Refused act={create} />}
      {((create.isError && saidByFields) || inputs.isAmiss) && (
        <p role="alert" className="toned" data-tone="failed">
          Not made: some inputs do not fit. See what is said beside them.
        </p>
      )}
      <div className="row dialog-ways">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" loading={create.isPending}>
          Make the schedule
        </Button>
      </div>
    </form>
  );
}
