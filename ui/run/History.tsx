import { runStateWords } from '../../contract/words.js';
import type { RunAction, RunView, Who } from '../api/types';
import { Ago } from '../parts/Time';
import { dateWords } from '../parts/time-words';
import { type Happening, historyOf } from './history';

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

/** Who asked for what and what became of it, newest first. */
export function History({ run }: { run: RunView }) {
  return (
    <section className="card" aria-label="Who did what">
      <ol className="history">
        {historyOf(run).map((happening, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two of a kind may be of the same moment
          <li key={`${happening.at} ${happening.what} ${index}`}>
            <time dateTime={happening.at} className="soft">
              {dateWords(happening.at)}
            </time>
            <span>
              <Said run={run} happening={happening} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Said({ run, happening }: { run: RunView; happening: Happening }) {
  switch (happening.what) {
    case 'started':
      return (
        <>
          {run.by ? (
            <>
              <By who={run.by} /> started the run
            </>
          ) : (
            'The run started'
          )}
          , <Ago at={run.startedAt} />
          {run.from ? ', going on from an earlier one' : ''}.
        </>
      );
    case 'asked': {
      const { by, verb, steps, reason } = happening.action;
      return (
        <>
          <By who={by} /> {verbs[verb]}
          {steps?.length ? ` ${steps.join(', ')}` : ''}
          {reason ? <q className="soft"> {reason}</q> : null}
        </>
      );
    }
    case 'held':
      return (
        <>
          Held at <b>{happening.step}</b>
          {happening.why ? `: ${happening.why}` : ''}
        </>
      );
    case 'ended':
      return `The run ended: ${runStateWords[run.state]}.`;
  }
}

function By({ who }: { who: Who }) {
  return (
    <>
      <b>{who.id}</b>
      {ways[who.via ?? 'command']}
    </>
  );
}
