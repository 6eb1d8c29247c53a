import { IconExternalLink } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { runModeWords } from '../../contract/words.js';
import type { RunDetail, RunView } from '../api/types';
import { ButtonLink } from '../parts/ButtonLink';
import { RunState } from '../parts/State';
import { Ago, Duration } from '../parts/Time';
import { AgainActions } from './AgainActions';
import { RunActions } from './RunActions';
import { doneCount } from './rows';

/** What the run is, how it stands, and where else to look. */
export function RunHead({ detail }: { detail: RunDetail }) {
  const { run, pipelineId } = detail;
  const { run: runId } = useSearch({ from: '/runs/$name' });
  // Of the latest run of the name alone; a look is no run to be had again.
  const isOver = run.endedAt !== undefined && run.mode !== 'look' && runId === undefined;
  return (
    <header className="run-head">
      <div className="row apart">
        <div className="row" style={{ gap: 14 }}>
          <div role="status" aria-label="State of the run">
            <RunState state={run.state} big />
          </div>
          <h1>{run.name}</h1>
        </div>
        <div className="row">
          {run.mode !== 'look' && (
            <ButtonLink
              variant="default"
              to="/runs/$name/compare"
              params={{ name: run.name }}
              search={{ run: runId }}
            >
              Compare
            </ButtonLink>
          )}
          <RunActions run={run} />
          {isOver && pipelineId !== undefined && (
            <AgainActions detail={detail} pipelineId={pipelineId} />
          )}
        </div>
      </div>
      <ul className="run-facts" aria-label="About this run">
        <li>
          {runModeWords[run.mode]}{' '}
          {pipelineId === undefined ? (
            <b>{run.pipeline}</b>
          ) : (
            <Link to="/pipelines/$id" params={{ id: pipelineId }}>
              {run.pipeline}
            </Link>
          )}
        </li>
        <li>
          started <Ago at={run.startedAt} />
        </li>
        <li>
          {run.endedAt === undefined ? 'for' : 'took'}{' '}
          <Duration from={run.startedAt} to={run.endedAt} />
        </li>
        <li>
          {doneCount(run.steps)} of {run.steps.length} steps done
        </li>
        {run.temporalUrl && (
          <li>
            <a href={run.temporalUrl} target="_blank" rel="noreferrer">
              Temporal <IconExternalLink size={13} aria-hidden />
            </a>
          </li>
        )}
        {runId !== undefined && (
          <li>
            <Link to="/runs/$name" params={{ name: run.name }}>
              the latest run of this name
            </Link>
          </li>
        )}
      </ul>
      <Progress run={run} />
    </header>
  );
}

/** One bar over the width of the page; it says the same as the words above it. */
function Progress({ run }: { run: RunView }) {
  const total = Math.max(1, run.steps.length);
  const share = (states: string[]) =>
    `${(100 * run.steps.filter(({ state }) => states.includes(state)).length) / total}%`;
  return (
    <div className="progress" aria-hidden>
      <span data-tone="done" style={{ width: share(['done', 'skipped']) }} />
      <span data-tone="running" style={{ width: share(['running', 'retrying']) }} />
      <span data-tone="held" style={{ width: share(['held']) }} />
      <span data-tone="failed" style={{ width: share(['failed']) }} />
    </div>
  );
}
