import type { RunStateName } from '../../contract/run.js';
import { runStateWords } from '../../contract/words.js';
import { clockWords } from './time-words.js';

/** What of a problem the page has words of its own for. */
interface Said {
  code: string;
  title: string;
  detail?: string;
  run?: { name: string; state: RunStateName };
  problems?: unknown[];
  issues?: unknown[];
}

/** What happened, in one line. What is listed below it is not said in it too. */
export function problemWords({ code, title, detail, run, problems, issues }: Said): string {
  if (code === 'run.busy' && run) {
    return `A run named ${run.name} is open already: ${runStateWords[run.state]}.`;
  }
  if (problems && problems.length > 0) return 'Some inputs do not fit.';
  if (issues && issues.length > 0) return 'What was sent does not fit.';
  return withClocks(detail ?? title);
}

const isoTimes = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** Times as the clock on the wall has them, not as programs write them. */
export function withClocks(text: string): string {
  return text.replace(isoTimes, clockWords);
}
