import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { runModeWords } from '../../contract/words.js';
import { path, post, remove } from '../api/http';
import { queryClient } from '../api/query-client';
import type { ScheduledRun, ScheduleView } from '../api/types';
import { Dialog } from '../parts/Dialog';
import { OperatorButton } from '../parts/OperatorButton';
import { Refused } from '../parts/Refused';
import { RunState } from '../parts/State';
import { Ago } from '../parts/Time';
import { dateWords } from '../parts/time-words';
import { useAct } from '../parts/use-act';
import { Values } from '../parts/Value';
import { plural } from '../parts/words';

const refresh = () => queryClient.invalidateQueries({ queryKey: ['schedules'] });

/** One schedule: when it is due, what came of it, and what can be done to it. */
export function ScheduleCard({ schedule }: { schedule: ScheduleView }) {
  const { id, pipeline, pipelineId, mode, name, paused, note, next, recent, inputs } = schedule;
  const [isRemoving, setRemoving] = useState(false);
  const toggle = useAct(() => post(path('schedules', id, paused ? 'unpause' : 'pause')), refresh);
  const trigger = useAct(() => post(path('schedules', id, 'trigger')), refresh);
  return (
    <article className="card stack" aria-label={`Schedule ${id}`}>
      <div className="row apart">
        <div className="row">
          <h2>
            {mode === 'look' ? 'Look at' : 'Bring up'}{' '}
            {pipelineId ? (
              <Link to="/pipelines/$id" params={{ id: pipelineId }}>
                {pipeline}
              </Link>
            ) : (
              pipeline
            )}
          </h2>
          {name !== pipeline && <span className="soft">as {name}</span>}
          {paused && <span className="chip">paused</span>}
        </div>
        <div className="row">
          <OperatorButton
            size="compact-sm"
            variant="default"
            loading={trigger.isPending}
            onClick={() => trigger.mutate(undefined)}
          >
            Run now
          </OperatorButton>
          <OperatorButton
            size="compact-sm"
            variant="default"
            loading={toggle.isPending}
            onClick={() => toggle.mutate(undefined)}
          >
            {paused ? 'Go on' : 'Pause'}
          </OperatorButton>
          <OperatorButton size="compact-sm" variant="default" onClick={() => setRemoving(true)}>
            Delete…
          </OperatorButton>
        </div>
      </div>
      <Refused act={toggle} />
      <Refused act={trigger} />
      <dl className="facts">
        <dt>When</dt>
        <dd>{when(schedule)}</dd>
        <dt>Next</dt>
        <dd>
          {paused ? (
            <span className="soft">paused{note ? `: ${note}` : ''}</span>
          ) : next[0] ? (
            <>
              {dateWords(next[0])}, <Ago at={next[0]} />
            </>
          ) : (
            'never'
          )}
        </dd>
        <dt>Made by</dt>
        <dd>
          {schedule.createdBy}, <Ago at={schedule.createdAt} />
        </dd>
      </dl>
      {Object.keys(inputs).length > 0 && (
        <details>
          <summary>{plural(Object.keys(inputs).length, 'input')}</summary>
          <div className="under-summary">
            <Values values={inputs} none="" />
          </div>
        </details>
      )}
      <div className="stack tight">
        <h3>What came of it</h3>
        {recent.length === 0 && <p className="soft">It has not run yet.</p>}
        <ul className="recent">
          {recent.map((run) => (
            <li key={run.at}>
              <Recent run={run} />
            </li>
          ))}
        </ul>
      </div>
      {isRemoving && <Removal schedule={schedule} onClose={() => setRemoving(false)} />}
    </article>
  );
}

function when({ cron, every, timeZone }: ScheduleView): string {
  // Temporal's turns are the multiples of the interval since 1970.
  if (cron === undefined) return `every ${every}, counted from midnight UTC of 1 January 1970`;
  return `${cron} (${timeZone ?? 'UTC'})`;
}

const outcomes: Record<ScheduledRun['outcome'], string> = {
  planning: 'is reading the pipeline',
  started: 'started',
  busy: 'not started: a run of that name was open',
  failed: 'could not start',
};

function Recent({ run: { at, outcome, why, run, drift } }: { run: ScheduledRun }) {
  return (
    <>
      <span className="soft">
        <Ago at={at} />
      </span>
      {run ? (
        <Link
          to="/runs/$name"
          params={{ name: run.name }}
          search={{ run: run.runId }}
          className="last-run"
        >
          <RunState state={run.state} />
        </Link>
      ) : (
        <span className="toned" data-tone={outcome === 'failed' ? 'failed' : 'quiet'}>
          {outcomes[outcome]}
          {why ? `: ${why}` : ''}
        </span>
      )}
      {drift && <Drift drift={drift} />}
    </>
  );
}

type Found = NonNullable<ScheduledRun['drift']>;

function Drift({ drift: { differs, unknown, checked } }: { drift: Found }) {
  if (checked === 0)
    return <span className="chip">no step has a check: nothing was looked at</span>;
  if (differs.length === 0 && unknown.length === 0) {
    return (
      <span className="chip" data-tone="done">
        no drift
      </span>
    );
  }
  return (
    <span className="row tight">
      {differs.length > 0 && (
        <span className="chip" data-tone="held">
          drift: {differs.join(', ')}
        </span>
      )}
      {unknown.length > 0 && (
        <span className="chip" data-tone="retrying">
          could not look at {unknown.join(', ')}
        </span>
      )}
    </span>
  );
}

function Removal({ schedule, onClose }: { schedule: ScheduleView; onClose: () => void }) {
  const removal = useAct(
    () => remove(path('schedules', schedule.id)),
    () => {
      onClose();
      void refresh();
    },
  );
  return (
    <Dialog onClose={onClose} title="Delete the schedule">
      <div className="stack">
        <p>
          No further {runModeWords[schedule.mode]} of <b>{schedule.pipeline}</b> starts by the
          clock. What ran stays.
        </p>
        <Refused act={removal} />
        <div className="row dialog-ways">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            color="danger"
            loading={removal.isPending}
            onClick={() => removal.mutate(undefined)}
          >
            Delete
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
