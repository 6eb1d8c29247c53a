import { expect, it } from 'vitest';
import { resume, skip } from '../../workflows/planner/orders/updates.js';
import { recordFailure, recordResult } from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import { viewRun } from '../../workflows/view.js';
import { at, by } from './chain.js';
import { begin, type Driven } from './drive.js';
import { plan, step } from './plan-builder.js';

/** `once` cannot be checked, `late` fails; minutes are the time. */
const pipeline = plan([step('once', { checked: false }), step('late', { needs: ['once'] })]);
const minute = 60_000;

/** `once` takes from 1 to 4, `late` fails from 4 to 6. */
function held(): Driven {
  const run = begin(pipeline);
  const { rules, memory } = run;
  settle(rules, memory, minute);
  if (memory.steps.once)
    recordResult(memory.steps.once, { holds: true, changed: true, outputs: {} }, 4 * minute);
  settle(rules, memory, 4 * minute);
  const failure = { code: 'test.failed', message: 'it failed', next: '', tail: [], attempt: 1 };
  const [, late] = pipeline.steps;
  if (memory.steps.late && late)
    recordFailure(rules, memory, late, memory.steps.late, failure, 6 * minute);
  return run;
}

function seen({ memory }: Driven, id: string) {
  const input = {
    engine: 1,
    plan: pipeline,
    inputs: {},
    mode: 'up',
    environment: { host: 'here', variables: {} },
    by,
  } as const;
  const { steps } = viewRun(input, memory, { name: 'test', state: 'running' });
  return steps.find((one) => one.id === id);
}

const minutes = (iso: string | undefined) => iso && Date.parse(iso) / minute;

it('a step that is left as it was done tells how long that took, not how long ago it began', () => {
  const run = held();
  resume(run.rules, run.memory, { by }, at);
  settle(run.rules, run.memory, 90 * minute);
  const once = seen(run, 'once');
  expect(once).toMatchObject({ state: 'done', change: 'reused' });
  expect([once?.startedAt, once?.endedAt].map(minutes)).toEqual([1, 4]);
});

it('a step that waits to be visited again tells neither when it ran before nor why it failed', () => {
  const run = held();
  expect(seen(run, 'late')?.failure?.message).toBe('it failed');
  resume(run.rules, run.memory, { by }, at);
  const late = seen(run, 'late');
  expect(late?.state).toBe('waiting');
  expect(late).not.toHaveProperty('failure');
  expect(late).not.toHaveProperty('startedAt');
  expect(late).not.toHaveProperty('endedAt');
});

it('a held step that is skipped took as long as until it failed', () => {
  const run = held();
  skip(run.memory, { step: 'late', reason: 'not needed', by }, 90 * minute, at);
  expect(minutes(seen(run, 'late')?.endedAt)).toBe(6);
});
