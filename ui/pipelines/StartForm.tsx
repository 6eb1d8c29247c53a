import { Checkbox, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { path, post } from '../api/http';
import { queryClient } from '../api/query-client';
import type { PipelineDetail, Selection, StartedRun } from '../api/types';
import { Refused } from '../parts/Refused';
import { reveal } from '../parts/reveal';
import { useAct } from '../parts/use-act';
import { draftOf } from './draft';
import { forgetDraft } from './draft-storage';
import { InputsForm } from './InputsForm';
import { PlanResult } from './PlanResult';
import { StartLink } from './StartLink';
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
  const { view: _, ...given } = useSearch({ from: '/pipelines/$id' });
  const draft = draftOf(pipeline.id, given);
  const inputs = useInputs(pipeline.inputs, draft);
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
      forgetDraft(draft);
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
  // To the first field that is not right.
  const toAmiss = () =>
    requestAnimationFrame(() => reveal(form.current?.querySelector('[aria-invalid="true"]')));
  const onError = (error: Error) => {
    inputs.take(error);
    toAmiss();
  };
  const refused = start.isError ? start : plan;
  const nameIssue = issueOf(refused.error, 'name');
  const isAmiss =
    inputs.tells(refused.error) || nameIssue !== undefined || (!refused.isError && inputs.isAmiss);
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
        if (inputs.check()) start.mutate(planned, { onError });
        else toAmiss();
      }}
    >
      <div className="start">
        <section className="card stack" aria-label="Inputs">
          <div className="row apart">
            <h2>Inputs</h2>
            <StartLink id={pipeline.id} inputs={inputs} />
          </div>
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
          if (inputs.check()) plan.mutate(body('look'), { onError });
          else toAmiss();
        }}
        onSeePlan={() => reveal(place.current)}
      />
      {look && <PlanResult key={look.runId} name={look.name} place={place} />}
    </form>
  );
}
