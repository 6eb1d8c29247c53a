import { path, query } from '../api/http';
import type { RunDetail } from '../api/types';
import { Values } from '../parts/Value';

/** What the run was given, and what came out. */
export function InputsAndOutputs({ detail: { run, plan } }: { detail: RunDetail }) {
  return (
    <div className="pair">
      <section className="card stack" aria-label="Outputs">
        <h2>Outputs</h2>
        <Values
          values={run.outputs}
          large={{
            outputs: run.largeOutputs,
            href: `${path('runs', run.name, 'outputs')}${query({ runId: run.runId })}`,
          }}
          none={run.endedAt === undefined ? 'None yet: they come when the run succeeds.' : 'None.'}
        />
      </section>
      <section className="card stack" aria-label="Inputs">
        <h2>Inputs</h2>
        <Values values={plan.inputs} none="The pipeline has none." />
        {plan.secrets.length > 0 && (
          <p className="small soft">
            Secrets: {plan.secrets.join(', ')}. Their values are on the worker and nowhere else.
          </p>
        )}
      </section>
      <section className="card stack" aria-label="Where it is from">
        <h2>Where it is from</h2>
        <dl className="facts">
          <dt>File</dt>
          <dd>
            <code>{run.file}</code>
          </dd>
          <dt>Run id</dt>
          <dd>
            <code>{run.runId}</code>
          </dd>
          {run.from && (
            <>
              <dt>Goes on from</dt>
              <dd>
                <code>{run.from}</code>
              </dd>
            </>
          )}
          {plan.selection && (
            <>
              <dt>Chosen steps</dt>
              <dd>
                {Object.entries(plan.selection)
                  .map(([word, ids]) => `${word} ${(ids ?? []).join(', ')}`)
                  .join('; ')}
              </dd>
            </>
          )}
        </dl>
      </section>
    </div>
  );
}
