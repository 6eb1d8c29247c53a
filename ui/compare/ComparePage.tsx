import './compare.css';
import { Checkbox, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { isCode } from '../api/http';
import { compareQuery, runsQuery } from '../api/runs';
import type { Json, RunComparison, StepComparison } from '../api/types';
import { ChangedFields } from '../parts/ChangedFields';
import { Loading, Page } from '../parts/Page';
import { Ago } from '../parts/Time';
import { Trouble } from '../parts/Trouble';
import { dateWords, durationWords } from '../parts/time-words';
import { Value } from '../parts/Value';
import { plural } from '../parts/words';

/** What differs from the last green run of the name, or from another one. */
export function ComparePage() {
  const { name } = useParams({ from: '/runs/$name/compare' });
  const { run, against = 'last-green' } = useSearch({ from: '/runs/$name/compare' });
  const navigate = useNavigate({ from: '/runs/$name/compare' });
  const comparison = useQuery(compareQuery(name, run, against));
  const { data: runs = [] } = useQuery(runsQuery);
  const others = runs.filter((each) => each.name === name && each.runId !== run);
  return (
    <Page
      title={`${name}, compared`}
      aside={
        <Link to="/runs/$name" params={{ name }} search={{ run }}>
          Back to the run
        </Link>
      }
    >
      <Select
        label="Against"
        className="against"
        data={[
          { value: 'last-green', label: 'the last run that succeeded' },
          ...others.map((each) => ({
            value: each.runId,
            label: `${each.state}, ${dateWords(each.startedAt)}`,
          })),
        ]}
        value={against}
        allowDeselect={false}
        onChange={(chosen) =>
          navigate({ to: '.', search: { run, against: chosen ?? undefined }, replace: true })
        }
      />
      {comparison.isPending && <Loading />}
      {comparison.isError &&
        (isCode(comparison.error, 'run.unknown') ? (
          <div className="card empty">
            <p>No earlier run of this name has succeeded, so there is nothing to compare with.</p>
          </div>
        ) : (
          <Trouble error={comparison.error} again={() => comparison.refetch()} />
        ))}
      {comparison.data && <Comparison comparison={comparison.data} />}
    </Page>
  );
}

const differs = ({ definition, fields, outcome, outputs }: StepComparison) =>
  definition !== 'same' || (fields ?? outcome ?? outputs) !== undefined;

function Comparison({ comparison }: { comparison: RunComparison }) {
  const { against, run, inputs, pipeline, steps } = comparison;
  const [all, setAll] = useState(false);
  const different = steps.filter(differs);
  const changedInputs = Object.entries(inputs);
  return (
    <div className="stack loose">
      <p className="soft">
        The run of <Ago at={run.startedAt} /> against the one of <Ago at={against.startedAt} />.{' '}
        {pipeline === 'same' ? 'The pipeline is the same.' : 'The pipeline has changed.'}
      </p>
      <section className="card stack" aria-label="Inputs that differ">
        <h2>Inputs</h2>
        {changedInputs.length === 0 ? (
          <p className="soft">They are the same.</p>
        ) : (
          <dl className="facts">
            {changedInputs.map(([input, change]) => (
              <div key={input} style={{ display: 'contents' }}>
                <dt>{input}</dt>
                <dd>
                  <WasIs was={change.was} is={change.is} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </section>
      <section className="stack" aria-label="Steps that differ">
        <div className="row apart">
          <h2>
            {different.length === 0
              ? 'No step differs'
              : `${plural(different.length, 'step differs', 'steps differ')} of ${steps.length}`}
          </h2>
          <Checkbox
            label="Those that are the same too"
            checked={all}
            onChange={({ currentTarget }) => setAll(currentTarget.checked)}
          />
        </div>
        {(all ? steps : different).length > 0 && <Steps steps={all ? steps : different} />}
      </section>
    </div>
  );
}

function Steps({ steps }: { steps: StepComparison[] }) {
  return (
    <div className="card flush scrolls">
      <table className="table folds">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Definition</th>
            <th scope="col">Outcome</th>
            <th scope="col">Took</th>
            <th scope="col">Outputs</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.id}>
              <td className="wide">
                <b className="compare-id">{step.id}</b>
              </td>
              <td className={step.definition === 'same' ? 'same' : undefined}>
                {step.definition === 'same' ? (
                  <span className="faint">same</span>
                ) : (
                  <span className="chip" data-tone="retrying">
                    {step.definition}
                  </span>
                )}
                <ChangedFields fields={step.fields} />
              </td>
              <td className={step.outcome ? undefined : 'same'}>
                {step.outcome ? (
                  <WasIs was={step.outcome.was} is={step.outcome.is} />
                ) : (
                  <span className="faint">same</span>
                )}
              </td>
              <td>
                {step.duration && (
                  <span className="nowrap">
                    {durationWords(step.duration.was)} → {durationWords(step.duration.is)}
                  </span>
                )}
              </td>
              <td className={step.outputs ? 'wide' : 'same'}>
                {step.outputs ? (
                  <dl className="facts">
                    {Object.entries(step.outputs).map(([output, change]) => (
                      <div key={output} style={{ display: 'contents' }}>
                        <dt>{output}</dt>
                        <dd>
                          <WasIs was={change.was} is={change.is} />
                        </dd>
                      </div>
                    ))}
                  </dl>
                ) : (
                  <span className="faint">same</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WasIs({ was, is }: { was: Json | undefined; is: Json | undefined }) {
  return (
    <span className="was-is">
      <span className="was">
        <span className="unseen">was </span>
        <Value value={was} />
      </span>
      <span aria-hidden> → </span>
      <span>
        <span className="unseen">is </span>
        <Value value={is} />
      </span>
    </span>
  );
}
