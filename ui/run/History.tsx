import type { RunAction, RunView, Who } from '../api/types';
import { Ago, Clock } from '../parts/Time';

const verbs: Record<RunAction['verb'], string> = {
  resume: 'resumed',
  skip: 'skipped',
  abort: 'aborted',
  approve: 'approved',
  reject: 'rejected',
  pause: 'paused',
  revise: 'resumed with a corrected pipeline',
};

/** What a name does not say of itself. */
const ways: Record<NonNullable<Who['via']>, string> = {
  command: '',
  page: '',
  hook: '',
  api: ' (by the API)',
  schedule: ' (by a schedule)',
};

/** Who asked for what, newest first. */
export function History({ run }: { run: RunView }) {
  const actions = run.actions.toReversed();
  return (
    <section className="card" aria-label="Who did what">
      <ol className="history">
        {actions.map((action) => (
          <li key={`${action.at} ${action.verb}`}>
            <span className="soft">
              <Clock at={action.at} />
            </span>
            <span>
              <b>{action.by.id}</b>
              {ways[action.by.via ?? 'command']} {verbs[action.verb]}
              {action.steps?.length ? ` ${action.steps.join(', ')}` : ''}
              {action.reason ? <q className="soft"> {action.reason}</q> : null}
            </span>
          </li>
        ))}
        <li>
          <span className="soft">
            <Clock at={run.startedAt} />
          </span>
          <span>
            {run.by ? (
              <>
                <b>{run.by.id}</b>
                {ways[run.by.via ?? 'command']} started the run
              </>
            ) : (
              'The run started'
            )}
            , <Ago at={run.startedAt} />
            {run.from ? ', going on from an earlier one' : ''}.
          </span>
        </li>
      </ol>
    </section>
  );
}
