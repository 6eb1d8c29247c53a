import type { RunAction, RunView } from '../../contract/run.js';

/** What happened to a run as a whole. */
export type Happening =
  | { what: 'started'; at: string }
  | { what: 'asked'; at: string; action: RunAction }
  | { what: 'held'; at: string; step: string; why: string | undefined }
  | { what: 'ended'; at: string };

/** Newest first. Of holds it has those that last, as a run tells no others. */
export function historyOf(run: RunView): Happening[] {
  const { startedAt, endedAt, actions, steps } = run;
  const all: Happening[] = [
    { what: 'started', at: startedAt },
    ...actions.map((action): Happening => ({ what: 'asked', at: action.at, action })),
    ...steps.flatMap(({ state, id, endedAt: at, failure }): Happening[] =>
      state === 'held' && at !== undefined
        ? [{ what: 'held', at, step: id, why: failure?.message }]
        : [],
    ),
  ];
  if (endedAt !== undefined) all.push({ what: 'ended', at: endedAt });
  return all.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).reverse();
}
