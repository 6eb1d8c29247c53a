import { CloseButton } from '@mantine/core';
import { isOfStep } from '../../contract/address.js';
import { path, query } from '../api/http';
import type { RunDetail, RunView, StepOutline, StepView } from '../api/types';
import { NextAttempt } from '../parts/NextAttempt';
import { StepState } from '../parts/State';
import { Clock, Duration } from '../parts/Time';
import { Values } from '../parts/Value';
import { activityWords, plural, waitingWords } from '../parts/words';
import { Log } from './log/Log';
import { Parts } from './Parts';
import { useChosenStep } from './use-chosen-step';

/** All that is known of one step. */
export function StepDetail({ step, detail }: { step: StepView; detail: RunDetail }) {
  const { choose } = useChosenStep();
  const outline = outlineOf(detail, step.id);
  return (
    <div className="stack">
      <div className="card stack">
        <div className="row apart" style={{ flexWrap: 'nowrap' }}>
          <div className="stack tight">
            <h2 className="step-heading">{step.id}</h2>
            <p className="soft small">
              {step.name && step.name !== step.id ? `${step.name} · ` : ''}
              <code>{step.type}</code>
            </p>
          </div>
          <CloseButton
            aria-label="Close the step"
            className="split-close"
            onClick={() => choose(undefined)}
          />
        </div>
        <div className="row tight" role="status" aria-label="State of the step">
          <StepState step={step} />
          <span className="soft">
            {step.state === 'retrying' ? <NextAttempt step={step} /> : activityWords(step)}{' '}
            {waitingWords(step, detail.run)}
          </span>
        </div>
        <Why step={step} />
        <Parts step={step} />
        <Facts step={step} outline={outline} />
        <Outputs step={step} run={detail.run} />
      </div>
      {step.type !== 'approval' && (
        <Log key={`${detail.run.runId} ${step.id}`} detail={detail} step={step} />
      )}
    </div>
  );
}

function Outputs({ step, run }: { step: StepView; run: RunView }) {
  const { outputs, largeOutputs } = step;
  const count = Object.keys(outputs ?? {}).length + Object.keys(largeOutputs ?? {}).length;
  if (count === 0) return null;
  const href = `${path('runs', run.name, 'outputs')}${query({ runId: run.runId, step: step.id })}`;
  return (
    <details>
      <summary>{plural(count, 'output')}</summary>
      <div className="under-summary">
        <Values values={outputs} large={{ outputs: largeOutputs, href }} none="" />
      </div>
    </details>
  );
}

/** Why it is not there yet, was skipped, or failed. */
function Why({ step }: { step: StepView }) {
  const { failure } = step;
  if (failure !== undefined && step.state !== 'done' && step.state !== 'waiting') {
    return (
      <div className="failure" data-tone="failed">
        <p className="failure-message">{failure.message}</p>
        {failure.next && <p>{failure.next}</p>}
        <p className="small soft">{failure.code}</p>
      </div>
    );
  }
  const why = step.progress?.why ?? step.why;
  return why ? <p className="soft">{why}</p> : null;
}

function Facts({ step, outline }: { step: StepView; outline: StepOutline | undefined }) {
  return (
    <dl className="facts small">
      {step.startedAt && step.state !== 'waiting' && (
        <>
          <dt>Ran</dt>
          <dd>
            <Clock at={step.startedAt} />, {step.endedAt ? 'took' : 'for'}{' '}
            <Duration from={step.startedAt} to={step.endedAt} />
          </dd>
        </>
      )}
      {outline && outline.needs.length > 0 && (
        <>
          <dt>Needs</dt>
          <dd>{outline.needs.join(', ')}</dd>
        </>
      )}
      {outline && (
        <>
          <dt>Repeating it</dt>
          <dd>{safety(outline)}</dd>
        </>
      )}
      {step.where && !step.progress && (
        <>
          <dt>Ran on</dt>
          <dd>{step.where.host}</dd>
        </>
      )}
      {step.progress && (
        <>
          <dt>Worker</dt>
          <dd>
            {step.progress.host}, process {step.progress.pid}
          </dd>
        </>
      )}
    </dl>
  );
}

function safety({ checked, repeatable, maxAttempts, passes, type }: StepOutline): string {
  if (type === 'approval') return 'somebody is asked';
  if (checked) {
    const seen = passes > 1 ? `; must be seen to hold ${passes} times in a row` : '';
    return `is checked first, ${plural(maxAttempts, 'attempt')}${seen}`;
  }
  return repeatable
    ? 'may run twice, says its author'
    : 'cannot be checked: never done twice unless you name it';
}

/** What the plan says of a step; an instance of a `for-each` is of the step that it is made from. */
function outlineOf({ plan }: RunDetail, id: string): StepOutline | undefined {
  const all = [...plan.steps, ...plan.finally, ...plan.onHold];
  return all.find((outline) => isOfStep(id, outline.id));
}
