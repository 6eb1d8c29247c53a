import { describe, expect, test } from 'vitest';
import { createVerbs, type Verbs } from '../../../client/verbs/index.js';
import type { RunView } from '../../../contract/run.js';
import { fakeRuns, somebody } from '../../cli/fake-runs.js';
import { heldRun, run, step } from '../../cli/fixtures.js';
import { plan } from '../../workflows/plan-builder.js';

const withSecrets: RunView = { ...heldRun, secrets: ['TOKEN'] };
const { by } = somebody;

/** What was asked of the client, and which secrets were handed over before. */
function rig(view: RunView) {
  const handedOver: string[] = [];
  const runs = fakeRuns([], {
    view: async () => view,
    lastUp: async () => ({ plan: { ...plan([]), secrets: ['TOKEN'] }, inputs: {} }),
  });
  const verbs = createVerbs(runs, {
    ...somebody,
    async handOver(names) {
      expect(runs.calls).toEqual([]);
      handedOver.push(...names);
    },
  });
  return { runs, verbs, handedOver };
}

const orders: [string, (verbs: Verbs) => Promise<unknown>][] = [
  ['resume', (verbs) => verbs.resume('web', {})],
  ['skip', (verbs) => verbs.skip('web', { step: 'a', reason: 'by hand' })],
  ['approve', (verbs) => verbs.approve('web', {})],
  ['reject', (verbs) => verbs.reject('web', {})],
  ['abort', (verbs) => verbs.abort('web', { undo: true })],
  ['abort', (verbs) => verbs.down('web', {})],
];

test.each(orders)('%s hands the secrets of the run over before it asks', async (verb, order) => {
  const { runs, verbs, handedOver } = rig(withSecrets);
  await order(verbs);
  expect(handedOver).toEqual(['TOKEN']);
  expect(runs.calls).toMatchObject([[verb, expect.any(String), { by }]]);
});

describe('a resume', () => {
  const failed = { ...run({ state: 'failed' }), endedAt: '2026-11-26T14:00:00.000Z' };

  test('goes on in place where something is held, whatever else runs', async () => {
    const view = run({
      state: 'running',
      steps: [step('a', { state: 'held' }), step('b', { state: 'running' })],
    });
    const { runs, verbs } = rig(view);
    expect(await verbs.resume('web', { steps: ['a'] })).toMatchObject({ how: 'in-place' });
    expect(runs.calls).toEqual([['resume', 'web', { steps: ['a'], by }]]);
  });

  test('goes on as a new run where it has ended badly', async () => {
    const { runs, verbs } = rig(failed);
    expect(await verbs.resume('web', {})).toEqual({ name: 'web', runId: 'r2', how: 'new-run' });
    expect(runs.calls).toEqual([['restart', 'web', somebody]]);
  });

  const needless: [string, RunView, object][] = [
    [
      'of a run that succeeded',
      { ...run({ state: 'succeeded' }), endedAt: '2026-11-26T14:00:00.000Z' },
      { state: 'succeeded' },
    ],
    ['of a run that runs', run({ steps: [step('a', { state: 'running' })] }), { waits: [] }],
    [
      'of a run that asks somebody',
      run({
        state: 'waiting-approval',
        steps: [step('gate', { type: 'approval', state: 'running' })],
      }),
      { state: 'waiting-approval' },
    ],
  ];
  test.each(needless)('%s is refused: there is nothing to go on with', async (_, view, says) => {
    const { runs, verbs } = rig(view);
    const refusal = { code: 'resume.needless', ...says };
    await expect(verbs.resume('web', {})).rejects.toMatchObject({ refusal });
    await expect(verbs.preview('web', {})).rejects.toMatchObject({ refusal });
    expect(runs.calls).toEqual([]);
  });

  test('that a run refuses while a step waits by itself says until when', async () => {
    const until = '2026-11-26T15:00:00.000Z';
    const view = run({ steps: [step('a', { state: 'retrying', nextAttemptAt: until })] });
    const { runs, verbs } = rig(view);
    const { ClientError } = await import('../../../client/refusal.js');
    runs.resume = async () => {
      throw new ClientError({ code: 'run.refused', name: 'web', verb: 'resume', why: 'no' });
    };
    await expect(verbs.resume('web', {})).rejects.toMatchObject({
      refusal: { code: 'resume.needless', waits: [{ id: 'a', until }] },
      message: expect.stringContaining(`a waits for its next attempt at ${until}`),
    });
    // Of what was named the run itself says why not.
    const named = verbs.resume('web', { steps: ['a'] });
    await expect(named).rejects.toMatchObject({ code: 'run.refused' });
  });
});

test('what is ended by force is not taken down', async () => {
  const { runs, verbs } = rig(heldRun);
  const both = verbs.abort('web', { undo: true, force: true });
  await expect(both).rejects.toMatchObject({ code: 'run.refused' });
  await verbs.abort('web', { undo: false, force: true, reason: 'stuck' });
  expect(runs.calls).toEqual([['end', 'web', { by, reason: 'stuck' }]]);
});
