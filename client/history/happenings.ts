import { stepOf } from '../../contract/address.js';
import type { Attempt, Happening } from '../../contract/history.js';
import type { PlannedStep } from '../../contract/plan.js';
import type { RunAction, RunView } from '../../contract/run.js';

/** When the run was something else than before. */
export type StateChange = Pick<Extract<Happening, { what: 'state' }>, 'at' | 'state'>;

interface Told {
  run: Pick<RunView, 'by' | 'mode' | 'from' | 'state' | 'startedAt' | 'endedAt' | 'actions'>;
  attempts: Attempt[];
  changes: StateChange[];
  /** Of its plan: a failure of others does not hold the run. */
  steps: Pick<PlannedStep, 'id' | 'onFailure'>[];
  /** Why it was ended from outside. */
  why?: string | undefined;
}

/** All that is told of a run, oldest first. */
export function happeningsOf({ run, attempts, changes, steps, why }: Told): Happening[] {
  const { by, mode, from, state, startedAt, endedAt, actions } = run;
  const started: Happening = {
    what: 'started',
    at: startedAt,
    mode,
    ...(by ? { by } : {}),
    ...(from ? { from } : {}),
  };
  const goesOn = new Set(steps.filter(({ onFailure }) => onFailure !== 'hold').map(({ id }) => id));
  // Of one moment what was asked comes first, and what follows from the new state last.
  const between = [
    ...actions.map((action): Happening => ({ what: 'asked', ...action })),
    ...changes.map((change): Happening => ({ what: 'state', ...change })),
    ...attempts,
  ].toSorted(byTime);
  const held = between.map((one) =>
    one.what === 'state' && one.state === 'held' ? withSteps(one, attempts, actions, goesOn) : one,
  );
  if (endedAt === undefined) return [started, ...held];
  return [started, ...held, { what: 'ended', at: endedAt, state, ...(why ? { why } : {}) }];
}

const byTime = (a: Happening, b: Happening) => Date.parse(a.at) - Date.parse(b.at);

/** The steps that a run is held at: what stopped last of each is a failure or a no. */
function withSteps(
  change: StateChange & { what: 'state' },
  attempts: Attempt[],
  actions: RunAction[],
  goesOn: ReadonlySet<string>,
): Happening {
  const until = Date.parse(change.at);
  const stopped = new Map<string, number>();
  const went = new Map<string, number>();
  const note = (times: Map<string, number>, step: string, at: string | undefined) => {
    const time = at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at);
    if (time <= until && time >= (times.get(step) ?? 0)) times.set(step, time);
  };
  for (const { step, at, endedAt, outcome, mode } of attempts) {
    note(went, step, at);
    const holds = outcome === 'failed' && mode !== 'undo' && !goesOn.has(stepOf(step));
    note(holds ? stopped : went, step, endedAt);
  }
  for (const { verb, at, steps = [] } of actions) {
    for (const step of steps) note(verb === 'reject' ? stopped : went, step, at);
  }
  const steps = [...stopped]
    .filter(([step, at]) => at > (went.get(step) ?? 0))
    .map(([step]) => step);
  return steps.length === 0 ? change : { ...change, steps };
}
