import type { Attempt, Happening, RunHistory } from '../../contract/history.js';
import { outcomeWords, runModeWords, runStateWords, verbWords } from '../../contract/words.js';
import type { Style } from '../terminal/style.js';
import { oneLine, wrap } from '../terminal/text.js';
import { clock, dateOf, duration } from './time.js';

const indent = ' '.repeat(10);

/** All that happened in a run, oldest first: a heading a day, a line each. */
export function historyLines({ happenings, isCut }: RunHistory, style: Style): string[] {
  const { dim } = style.colors;
  const told = happenings
    .map((one) => ({ at: one.at, text: said(one) }))
    .filter(({ text }) => text);
  return [
    ...(isCut ? ['', dim('What happened longest ago is left out: there is too much of it.')] : []),
    ...told.flatMap(({ at, text }, index) => {
      const day = dateOf(at);
      const before = told[index - 1]?.at;
      const heading = before !== undefined && dateOf(before) === day ? [] : ['', dim(day)];
      const [first = '', ...rest] = wrap(oneLine(text), style.width - indent.length - 1);
      const lines = rest.map((line) => `${indent}${line}`);
      return [...heading, `${clock(Date.parse(at))}  ${first}`, ...lines];
    }),
  ];
}

/** Empty where something else says it. */
function said(one: Happening): string {
  switch (one.what) {
    case 'started':
      return `${one.by?.id ?? 'somebody'} started it (${runModeWords[one.mode]})${one.from ? ', going on from an earlier run' : ''}`;
    case 'attempt':
      return ofAttempt(one);
    case 'asked': {
      const steps = one.steps?.length ? ` ${one.steps.join(', ')}` : '';
      return `${one.by.id} ${verbWords[one.verb]}${steps}${one.reason ? `: ${one.reason}` : ''}`;
    }
    case 'state':
      if (one.state === 'held') return `held${one.steps ? ` at ${one.steps.join(', ')}` : ''}`;
      return one.state === 'waiting-approval' ? runStateWords[one.state] : '';
    case 'ended':
      return `ended: ${runStateWords[one.state]}${one.why ? `, ${one.why}` : ''}`;
  }
}

function ofAttempt({ step, number, at, endedAt, outcome, code, message }: Attempt): string {
  if (endedAt === undefined) return `${step} runs`;
  const word = outcome ? outcomeWords[outcome] : 'ended';
  const which = number > 1 || outcome === 'failed' ? `, attempt ${number}` : '';
  const took = duration(Date.parse(endedAt) - Date.parse(at));
  const why = message ? `: ${message}` : '';
  return `${step} ${word} after ${took}${which}${why}${code ? ` (${code})` : ''}`;
}
