import { ApplicationFailure } from '@temporalio/common';
import type { StartRequest } from '../../client/requests.js';
import type { Plan } from '../../contract/plan.js';
import { group, outputOf, plan, reading, step } from './plan-builder.js';
import { failure, holds, type TemporalRig } from './temporal-rig.js';

/** A run worth replaying: what is started, and what people then do. */
export interface Scenario {
  name: string;
  plan: Plan;
  start?: Partial<StartRequest>;
  /** Fails until the first resume. */
  failing?: string;
  /** Its first attempt fails, and may be made again. */
  stumbles?: string;
  /** Hold already; the others do not. */
  found?: string[];
  afterwards?: (rig: TemporalRig, run: string) => Promise<void>;
}

const by = { kind: 'user', id: 'somebody@somewhere', via: 'command' } as const;
const chain = [
  step('a'),
  step('b', { needs: ['a'], ...reading('a') }),
  step('c', { needs: ['b'], checked: false }),
];

export const scenarios: Scenario[] = [
  { name: 'succeeds', plan: plan(chain, { finally: [step('last')] }) },
  {
    name: 'held-and-resumed',
    plan: plan(chain, { onHold: [step('page')] }),
    failing: 'c',
    afterwards: (rig, run) => rig.runs.resume(run, { by }),
  },
  {
    name: 'held-and-skipped',
    plan: plan(chain),
    failing: 'a',
    afterwards: (rig, run) =>
      rig.runs.skip(run, { step: 'a', outputs: { value: 'mine' }, reason: 'by hand', by }),
  },
  {
    name: 'aborted-with-undo',
    plan: plan(chain),
    failing: 'c',
    afterwards: (rig, run) => rig.runs.abort(run, { undo: true, by }),
  },
  {
    name: 'tried-again',
    plan: plan([step('a', { retry: { attempts: 3, interval: 5, backoff: 1, maxInterval: 5 } })], {
      finally: [step('last', { retry: { attempts: 2, interval: 5, backoff: 1, maxInterval: 5 } })],
    }),
    stumbles: 'a',
  },
  {
    name: 'looked-ahead',
    plan: plan([
      step('a'),
      step('b', { needs: ['a'] }),
      step('c', { needs: ['b'] }),
      step('d', { needs: ['c'], ...reading('c') }),
      step('missing', { needs: ['b'] }),
      step('last', { needs: ['d', 'missing'] }),
    ]),
    found: ['a', 'b', 'c', 'd', 'last'],
  },
  { name: 'look', plan: plan(chain), start: { mode: 'look' } },
  { name: 'down', plan: plan(chain), start: { mode: 'down' } },
  {
    name: 'group-and-for-each',
    plan: plan(
      [
        step('lab/each', {
          forEach: { items: { literal: ['x', 'y', 'z'] }, maxParallel: 2 },
          with: { map: { value: { expression: { expr: 'each.item', reads: [] } } } },
        }),
        step('lab/a'),
        step('last', { needs: ['lab'], ...reading('lab', 'result') }),
      ],
      { groups: [group('lab', { outputs: { result: outputOf('lab/a') } })] },
    ),
  },
  {
    name: 'for-each-resumed',
    plan: plan([
      step('first'),
      step('each', {
        needs: ['first'],
        forEach: { items: { literal: ['x', 'y', 'z'] }, maxParallel: 2 },
      }),
      step('last', { needs: ['each'], ...reading('each') }),
    ]),
    failing: 'each[y]',
    afterwards: (rig, run) => rig.runs.resume(run, { steps: ['each[y]'], by }),
  },
  {
    name: 'revised',
    plan: plan(chain),
    failing: 'c',
    afterwards: (rig, run) => {
      const corrected = step('c', { needs: ['b'], checked: false, digest: 'of the corrected c' });
      const steps = [...chain.slice(0, 2), corrected, step('d', { needs: ['c'] })];
      return rig.runs.revise(run, { plan: plan(steps), inputs: {}, by });
    },
  },
  {
    name: 'paused-and-approved',
    plan: plan([
      step('gate', {
        type: 'approval',
        checked: false,
        with: { literal: { message: 'Go on?' } },
      }),
      step('last', { needs: ['gate'], ...reading('gate', 'reason') }),
    ]),
    afterwards: async (rig, run) => {
      await rig.runs.pause(run, { by });
      await rig.runs.approve(run, { reason: 'yes', by });
      await rig.runs.resume(run, { by });
    },
  },
  {
    // Held after more events than one execution takes: what is replayed is the second one.
    name: 'continued-as-new',
    plan: plan(
      Array.from({ length: 20 }, (_, index) =>
        step(`s${index}`, { checked: false, needs: index === 0 ? [] : [`s${index - 1}`] }),
      ),
      { onHold: [step('page')] },
    ),
    failing: 's19',
    afterwards: async (rig, run) => {
      const next = async () =>
        (await rig.environment.client.workflow.getHandle(run).describe()).runId;
      const { runId } = await rig.runs.view(run);
      while ((await next()) === runId) await rig.settled(run);
      await rig.runs.resume(run, { by });
    },
  },
];

/** Play a scenario to its end on a real server; resolves to the run's workflow id. */
export async function play(rig: TemporalRig, scenario: Scenario): Promise<string> {
  let mended = false;
  rig.activity = (task) => {
    if (task.mode === 'undo') return { undone: true };
    if (task.step === scenario.failing && !mended) throw failure();
    if (task.step === scenario.stumbles && task.attempt === 1) throw stumble();
    if (!scenario.found) return holds(task);
    if (scenario.found.includes(task.step)) return foundAgain(task);
    return task.mode === 'look' ? { holds: false, why: 'not there' } : holds(task);
  };
  const run = await rig.start(scenario.plan, { name: scenario.name, ...scenario.start });
  await rig.settled(run);
  mended = true;
  await scenario.afterwards?.(rig, run);
  await rig.settled(run);
  return run;
}

const foundAgain = ({ step: id }: { step: string }) => ({
  holds: true as const,
  changed: false,
  outputs: { value: `value of ${id}` },
});

function stumble(): ApplicationFailure {
  const error = ApplicationFailure.create({ type: 'test.stumbled', message: 'not at first' });
  error.stack = '';
  return error;
}
