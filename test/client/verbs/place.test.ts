import { describe, expect, test } from 'vitest';
import type { Place, Runs } from '../../../client/requests.js';
import { createVerbs } from '../../../client/verbs/index.js';
import type { RunView } from '../../../contract/run.js';
import { fakeRuns, somebody } from '../../cli/fake-runs.js';
import { run, step as shown } from '../../cli/fixtures.js';
import { plan, step } from '../../workflows/plan-builder.js';

const ready = { plan: plan([step('a')]), inputs: {} };
const there: Place = { queue: 'h1-3fa9c2', isOpen: false, isDown: false };
const where = { host: 'h1', id: 'id-of-h1', queue: there.queue };
const ended = { endedAt: '2026-11-26T14:00:00.000Z' };
const failed: RunView = {
  ...run({ state: 'failed', steps: [shown('a', { state: 'done', change: 'changed', where })] }),
  ...ended,
};

/** Asked from a computer with the queue `lab` of what was brought up on h1. */
function rig(place: Place | undefined, more: Partial<Runs> = {}) {
  const runs = fakeRuns([], {
    placeOf: async () => place,
    view: async () => failed,
    lastUp: async () => ready,
    ...more,
  });
  return { runs, verbs: createVerbs(runs, somebody) };
}

describe('what was brought up on another computer', () => {
  test('is taken down there, gone on with there, and looked at there', async () => {
    const { runs, verbs } = rig(there);
    await verbs.down('test', {});
    await verbs.resume('test', {});
    expect(await verbs.look(ready)).toMatchObject({ queue: there.queue });
    const queues = runs.calls.map((call) => (call.at(-1) as { queue: string }).queue);
    expect(queues).toEqual([there.queue, there.queue, there.queue]);
  });

  test('is left alone where no worker is there any more', async () => {
    const { runs, verbs } = rig(there, { isServed: async () => false });
    const refusal = { code: 'queue.unserved', queue: there.queue };
    await expect(verbs.down('test', {})).rejects.toMatchObject({ refusal });
    await expect(verbs.resume('test', {})).rejects.toMatchObject({ refusal });
    await expect(verbs.preview('test', {})).rejects.toMatchObject({ refusal });
    await expect(verbs.look(ready)).rejects.toMatchObject({ refusal });
    expect(runs.calls).toEqual([]);
  });

  test('is not brought up here beside it', async () => {
    const { runs, verbs } = rig(there);
    const refusal = { code: 'host.elsewhere', name: 'test', queue: there.queue, host: 'h1' };
    await expect(verbs.up(ready)).rejects.toMatchObject({ refusal });
    expect(runs.calls).toEqual([]);
  });

  test.each([
    ['was taken down', { ...there, isDown: true }, failed],
    [
      'was aborted, and taken down then',
      there,
      {
        ...run({
          state: 'aborted',
          actions: [{ verb: 'abort', by: somebody.by, at: '2026-11-26T13:00:00.000Z' }],
          left: [],
          steps: [shown('a', { state: 'done', change: 'undone', where })],
        }),
        ...ended,
      },
    ],
  ] as const)('can be brought up here once it %s', async (_, place, view) => {
    const { runs, verbs } = rig(place, { view: async () => view });
    await verbs.up(ready);
    expect(runs.calls).toMatchObject([['start', { queue: somebody.queue }]]);
  });

  test('is no matter of computers where each step says where it runs', async () => {
    const runsOn = { literal: 'rack-1' };
    const { runs, verbs } = rig(there);
    await verbs.up({ plan: plan([step('a', { runsOn })]), inputs: {} });
    expect(runs.calls).toMatchObject([['start', { queue: somebody.queue }]]);
  });

  test('has its open run joined, which goes on there', async () => {
    const open = run({ state: 'held', steps: [shown('a', { state: 'held' })] });
    const { busy } = await import('../../../client/refusal.js');
    const { verbs } = rig(
      { ...there, isOpen: true },
      {
        view: async () => open,
        start: async () => {
          throw busy(open, 'start');
        },
      },
    );
    expect(await verbs.up({ ...ready, join: true })).toMatchObject({ how: 'resumed' });
  });
});

test('what is up here, or nowhere, is asked of no other computer', async () => {
  for (const place of [undefined, { ...there, queue: somebody.queue }]) {
    const { runs, verbs } = rig(place, { isServed: () => Promise.reject(new Error('asked')) });
    await verbs.up(ready);
    await verbs.down('test', {});
    expect(runs.calls).toMatchObject([
      ['start', { mode: 'up', queue: somebody.queue }],
      ['start', { mode: 'down', queue: somebody.queue }],
    ]);
  }
});
