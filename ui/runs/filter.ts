import type { RunSummary } from '../api/types';
import { runStates } from '../parts/words';

/** What the list of runs is narrowed to; it stands in the address. */
export interface Filter {
  /** States, with commas. */
  state?: string | undefined;
  pipeline?: string | undefined;
  /** A part of the name. */
  name?: string | undefined;
  /** `1h`, `1d`, `7d`, `30d`. */
  since?: string | undefined;
  /** `yes`: looks (plan, verify) too. */
  looks?: string | undefined;
}

export const sinceChoices = [
  { value: '1h', label: 'the last hour', ms: 3_600_000 },
  { value: '1d', label: 'the last day', ms: 86_400_000 },
  { value: '7d', label: 'the last 7 days', ms: 7 * 86_400_000 },
  { value: '30d', label: 'the last 30 days', ms: 30 * 86_400_000 },
];

export function filterSearch(search: Record<string, unknown>): Filter {
  const text = (name: string) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const states = text('state')
    ?.split(',')
    .filter((state) => runStates.some((known) => known === state));
  const since = text('since');
  return {
    state: states?.join(',') || undefined,
    pipeline: text('pipeline'),
    name: text('name'),
    since: sinceChoices.some(({ value }) => value === since) ? since : undefined,
    looks: text('looks') === 'yes' ? 'yes' : undefined,
  };
}

/** Start of the time asked for, in ms. */
function sinceTime(since: string | undefined, now: number): number | undefined {
  const choice = sinceChoices.find(({ value }) => value === since);
  return choice && now - choice.ms;
}

export function matches(run: RunSummary, filter: Filter, now: number): boolean {
  const { state, pipeline, name, since, looks } = filter;
  const start = sinceTime(since, now);
  return (
    (looks === 'yes' || run.mode !== 'look') &&
    (state === undefined || state.split(',').includes(run.state)) &&
    (pipeline === undefined || run.pipeline === pipeline) &&
    (name === undefined || run.name.toLowerCase().includes(name.toLowerCase())) &&
    (start === undefined || Date.parse(run.startedAt) >= start)
  );
}

/** What waits for a person stands apart, before all else; held before asked. */
export function waitingRuns(runs: RunSummary[]): RunSummary[] {
  const inState = (wanted: RunSummary['state']) => runs.filter(({ state }) => state === wanted);
  return [...inState('held'), ...inState('waiting-approval')];
}
