import { Checkbox, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { path, post } from '../api/http';
import { queryClient } from '../api/query-client';
import type { PipelineDetail, Selection, StartedRun } from '../api/types';
import { Refused } from '../parts/Refused';
import { reveal } from '../parts/reveal';
import { useAct } from '../parts/use-act';
import { InputsForm } from './InputsForm';
import { PlanResult } from './PlanResult';
import { StartWays } from './StartWays';
import { StepPicker } from './StepPicker';
import { issueOf, useInputs } from './use-inputs';

/** A look that Plan started. */
interface Look extends StartedRun {
  /** What was asked for. */
  of: string;
}

/** What of a request a plan is of. */
function whatOf({ inputs, selection }: { inputs?: unknown; selection?: unknown }): string {
  return JSON.stringify([inputs, selection]);
}

/** Give the inputs, choose steps, see what would be done, start. */
export function StartForm({ pipeline }: { pipeline: PipelineDetail }) {
  const inputs = useInputs(pipeline.inputs);
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const place = useRef<HTMLElement>(null);
  const [name, setName] = useState('');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [stops, setStops] = useState(false);
  const [look, setLook] = useState<Look>();
  const body = (mode: 'up' | 'look') => ({
    mode,
    inputs: inputs.sent(),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(left.size === 0 ? {} : { selection: { skip: [...left] } satisfies Selection }),
    ...(stops ? { onFailure: 'fail' } : {}),
  });
  const ask = (asked: object) => post<StartedRun>(path('pipelines', pipeline.id, 'runs'), asked);
  const start = useAct(
    (planned: string | undefined) =>
      ask({ ...body('up'), ...(planned === undefined ? {} : { planned }) }),
    ({ name }) => {
      // An earlier run of the name may be known here; its state is not this one's.
      queryClient.removeQueries({ queryKey: ['run', name] });
      void navigate({ to: '/runs/$name', params: { name } });
    },
  );
  const plan = useAct(
    async (asked: ReturnType<typeof body>): Promise<Look> => ({
      ...(await ask(asked)),
      of: whatOf(asked),
    }),
    setLook,
  );
  const onError = (error: Error) => {
    inputs.take(error);
    // To the first field that is not right.
    requestAnimationFrame(() => reveal(form.current?.querySelector('[aria-invalid="true"]')));
  };
  const refused = start.isError ? start : plan;
  const nameIssue = issueOf(refused.error, 'name');
  const isAmiss = inputs.tells(refused.error) || nameIssue !== undefined;
  const again = () => {
    start.reset();
    plan.reset();
    setLook(undefined);
  };
  return (
    <form
      ref={form}
      className="stack loose"
      noValidate
      aria-label={`Start ${pipeline.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        // What was planned is what starts; whoever asks for something else now has seen no plan of it.
        const planned = look?.of === whatOf(body('up')) ? look.fingerprint : undefined;
        again();
        start.mutate(planned, { onError });
      }}
    >
      <div className="start">
        <section className="card stack" aria-label="Inputs">
          <h2>Inputs</h2>
          <InputsForm inputs={inputs} />
          {pipeline.secrets.length > 0 && (
            <p className="small soft">
              Reads secrets {pipeline.secrets.map((secret) => secret.name).join(', ')}: the worker
              knows their values, the page does not ask for them.
            </p>
          )}
        </section>
        <div className="stack">
          <section className="card stack" aria-label="Run">
            <h2>Run</h2>
            <TextInput
              label="Name"
              description="At most one open run has it"
              placeholder={pipeline.name}
              value={name}
              error={nameIssue}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Checkbox
              label="End at the first failure"
              description="Else what fails is held, and waits for you"
              checked={stops}
              onChange={({ currentTarget }) => setStops(currentTarget.checked)}
            />
          </section>
          <StepPicker pipeline={pipeline} left={left} onChange={setLeft} />
        </div>
      </div>
      {!isAmiss && <Refused act={refused} />}
      <StartWays
        chosen={pipeline.steps.length - left.size}
        isStarting={start.isPending}
        isPlanning={plan.isPending}
        look={look?.name}
        isAmiss={isAmiss}
        onPlan={() => {
          again();
          plan.mutate(body('look'), { onError });
        }}
        onSeePlan={() => reveal(place.current)}
      />
      {look && <PlanResult key={look.runId} name={look.name} place={place} />}
    </form>
  );
}
