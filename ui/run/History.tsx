import { Button, Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Attempt, Happening } from '../../contract/history.js';
import { outcomeWords, runModeWords, runStateWords, verbWords } from '../../contract/words.js';
import { useHistory } from '../api/history';
import type { RunDetail, Who } from '../api/types';
import { Loading } from '../parts/Page';
import { Clock } from '../parts/Time';
import { Trouble } from '../parts/Trouble';
import { dayWords, durationWords } from '../parts/time-words';
import { runLook, type Tone } from '../parts/words';
import { daysOf, wentWell } from './history';
import { outcomeTone } from './time-bars';

/** What a name does not say of itself. */
const ways: Record<NonNullable<Who['via']>, string> = {
  command: '',
  page: '',
  hook: '',
  api: ' (by the API)',
  schedule: ' (by a schedule)',
};

/** Up to so many attempts that went well stand in the list unasked. */
const few = 60;

/** All that happened in the run, by days: who asked for what, every attempt, hold and end. */
export function History({ detail }: { detail: RunDetail }) {
  const { data, isPending, isError, error, refetch } = useHistory(detail.run);
  const [newestFirst, setNewestFirst] = useState(false);
  const [whole, setWhole] = useState<boolean>();
  if (isPending) return <Loading rows={4} />;
  if (isError) return <Trouble error={error} again={() => refetch()} />;
  const well = data.happenings.filter(wentWell).length;
  const isWhole = whole ?? well <= few;
  const days = daysOf(data.happenings, { isWhole, newestFirst });
  return (
    <section className="card stack" aria-label="Who did what">
      <div className="row apart">
        <Checkbox
          label={`What went well too (${well})`}
          checked={isWhole}
          onChange={({ currentTarget }) => setWhole(currentTarget.checked)}
        />
        <Button variant="default" size="compact-sm" onClick={() => setNewestFirst(!newestFirst)}>
          {newestFirst ? 'Oldest first' : 'Newest first'}
        </Button>
      </div>
      {data.isCut && (
        <p className="soft small">
          What happened longest ago is left out: there is too much of it.
        </p>
      )}
      {days.map(({ at, happenings }) => (
        <section key={at} className="stack tight">
          <h3>{dayWords(at)}</h3>
          <ol className="history">
            {happenings.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two of a kind may be of the same moment
              <li key={`${one.at} ${one.what} ${index}`} data-tone={toneOf(one)}>
                <span className="soft">
                  <Clock at={one.at} />
                </span>
                <span className="history-says">
                  <Said detail={detail} happening={one} />
                </span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}

function toneOf(one: Happening): Tone {
  switch (one.what) {
    case 'attempt':
      return outcomeTone(one.outcome);
    case 'state':
    case 'ended':
      return runLook(one.state).tone;
    default:
      return 'quiet';
  }
}

interface SaidProps {
  detail: RunDetail;
  happening: Happening;
}

function Said({ detail, happening: one }: SaidProps) {
  const { run } = detail;
  switch (one.what) {
    case 'started':
      return (
        <>
          {one.by ? <By who={one.by} /> : 'Somebody'} started the run ({runModeWords[one.mode]})
          {one.from && (
            <>
              , going on from{' '}
              <Link to="/runs/$name" params={{ name: run.name }} search={{ run: one.from }}>
                an earlier one
              </Link>
            </>
          )}
        </>
      );
    case 'attempt':
      return <SaidAttempt detail={detail} attempt={one} />;
    case 'asked':
      return (
        <>
          <By who={one.by} /> {verbWords[one.verb]}
          {one.steps?.length ? ` ${one.steps.join(', ')}` : ''}
          {one.reason ? (
            <>
              : <q>{one.reason}</q>
            </>
          ) : null}
        </>
      );
    case 'state':
      if (one.state !== 'held') return <b className="toned">Waits for approval</b>;
      return (
        <b className="toned">
          Held{one.steps ? ` at ${one.steps.join(', ')}` : ''}: it waits for somebody
        </b>
      );
    case 'ended':
      return (
        <>
          <b className="toned">The run ended: {runStateWords[one.state]}</b>
          {one.why ? `, ${one.why}` : ''}
        </>
      );
  }
}

function SaidAttempt({ detail, attempt }: { detail: RunDetail; attempt: Attempt }) {
  const { step, at, endedAt, outcome, code, message, number, mode } = attempt;
  const word = outcome ? outcomeWords[outcome] : endedAt ? 'ended' : 'runs';
  const took = endedAt === undefined ? '' : durationWords(Date.parse(endedAt) - Date.parse(at));
  const which = number > 1 || outcome === 'failed' ? `attempt ${number}${ofAll(detail, step)}` : '';
  return (
    <>
      <b>{step}</b> {mode === 'look' ? 'looked at: ' : ''}
      <span className="toned">{word}</span>
      <span className="soft">{[took && ` after ${took}`, which].filter(Boolean).join(', ')}</span>
      {message ? `: ${message}` : ''}
      {code && <span className="small soft"> {code}</span>}
    </>
  );
}

/** Of how many attempts, as its pipeline says. */
function ofAll({ run }: RunDetail, step: string): string {
  const all = run.steps.find(({ id }) => id === step)?.maxAttempts;
  return all === undefined || all < 2 ? '' : ` of ${all}`;
}

function By({ who }: { who: Who }) {
  return (
    <>
      <b>{who.id}</b>
      {ways[who.via ?? 'command']}
    </>
  );
}
