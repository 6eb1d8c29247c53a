import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busy } from '../../../client/refusal.js';
import type { Runs } from '../../../client/requests.js';
import { createVerbs } from '../../../client/verbs/index.js';
import type { LookRequest } from '../../../client/verbs/look.js';
import type { Selection } from '../../../contract/orders.js';
import { fakeRuns, somebody } from '../../cli/fake-runs.js';
import { heldRun, run } from '../../cli/fixtures.js';
import { plan, step } from '../../workflows/plan-builder.js';

const web = `name: web
inputs:
  who: { type: string }
  size: { type: integer, default: 3 }
  note: { type: string, required: false }
steps:
  - id: box
    run: echo
    undo: echo
`;

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-verbs-'));
  file = join(folder, 'web.yaml');
  await writeFile(file, web);
});
afterAll(() => rm(folder, { recursive: true }));

function rig(more: Partial<Runs> = {}) {
  const runs = fakeRuns([], more);
  return { runs, verbs: createVerbs(runs, somebody) };
}

const ready = { plan: plan([step('a'), step('b', { needs: ['a'] })]), inputs: {} };

describe('a selection', () => {
  const empty: Selection[] = [
    { only: [] },
    { skip: ['a', 'b'] },
    { only: ['a'], skip: ['a'] },
    { from: ['b'], until: ['a'] },
  ];
  test.each(empty)('that leaves no step starts nothing: %j', async (selection) => {
    const { runs, verbs } = rig();
    for (const verb of ['up', 'look'] as const) {
      const refused = verbs[verb]({ ...ready, selection });
      await expect(refused).rejects.toMatchObject({ code: 'selection.empty' });
    }
    expect(runs.calls).toEqual([]);
  });

  test('that names no step of the pipeline is refused, and the near one is told', async () => {
    const refused = rig().verbs.up({ ...ready, selection: { from: ['aa'] } });
    await expect(refused).rejects.toMatchObject({
      refusal: { code: 'step.unknown', way: 'from', step: 'aa', hint: expect.stringMatching(/a/) },
    });
  });

  test('of nothing is no selection', async () => {
    const { runs, verbs } = rig();
    await verbs.up({ ...ready, selection: {} });
    expect(runs.calls[0]?.[1]).not.toHaveProperty('selection');
  });
});

describe('an up that was planned', () => {
  const [b, a] = [
    { plan: ready.plan, inputs: { b: 1 } },
    { plan: ready.plan, inputs: { a: 1 } },
  ];
  const planned = async (request: LookRequest) => (await rig().verbs.look(request)).fingerprint;

  test('starts where pipeline, inputs and steps are those of the plan', async () => {
    const selection: Selection = { only: ['a'] };
    for (const request of [ready, b, { ...ready, selection }]) {
      const { runs, verbs } = rig();
      await verbs.up({ ...request, planned: await planned(request), name: 'another' });
      expect(runs.calls.map(([verb]) => verb)).toEqual(['start']);
    }
  });

  test('is refused, and nothing is begun, where one of them differs', async () => {
    const other = { ...ready, plan: { ...ready.plan, digest: 'of a corrected pipeline' } };
    const fewer = { ...ready, selection: { only: ['a'] } };
    const pairs: [was: LookRequest, is: LookRequest][] = [
      [ready, other],
      [ready, b],
      [a, b],
      [ready, fewer],
      [fewer, { ...ready, selection: { skip: ['a'] } }],
    ];
    for (const [was, is] of pairs) {
      const { runs, verbs } = rig();
      const refused = verbs.up({ ...is, planned: await planned(was), join: true });
      await expect(refused).rejects.toMatchObject({ code: 'plan.differs' });
      expect(runs.calls).toEqual([]);
    }
  });
});

describe('an up whose name is taken', () => {
  const open = (view = heldRun) =>
    rig({
      view: async () => view,
      start: async () => {
        throw busy(view, 'start');
      },
    });

  test('is refused, unless it may join what is there', async () => {
    const refused = open().verbs.up(ready);
    await expect(refused).rejects.toMatchObject({
      refusal: { code: 'run.busy', run: { held: ['machines'] } },
    });
  });

  test('has a held run go on, and leaves one alone that runs', async () => {
    const held = open();
    expect(await held.verbs.up({ ...ready, join: true })).toMatchObject({ how: 'resumed' });
    const runs = open(run({ state: 'running' }));
    expect(await runs.verbs.up({ ...ready, join: true })).toMatchObject({ how: 'joined' });
    expect(runs.runs.calls).toEqual([]);
  });

  test('does not join a run that takes down', async () => {
    const down = open(run({ mode: 'down' })).verbs.up({ ...ready, join: true });
    await expect(down).rejects.toMatchObject({ code: 'run.busy' });
  });
});

describe('a down', () => {
  const lastUp = async () => ({ plan: { ...ready.plan, name: 'then' }, inputs: { who: 'me' } });

  test('takes down the last run with its inputs; what the file says today is not read', async () => {
    const { runs, verbs } = rig({ lastUp });
    const request = { file: join(folder, 'not-there.yaml') };
    expect(await verbs.down('web', request)).toMatchObject({ how: 'new-run' });
    const [, start] = runs.calls[0] ?? [];
    expect(start).toMatchObject({ mode: 'down', plan: { name: 'then' }, inputs: { who: 'me' } });
  });

  test('refuses inputs that it would not use', async () => {
    const { runs, verbs } = rig({ lastUp });
    const refused = verbs.down('web', { inputs: { who: 'other' } });
    await expect(refused).rejects.toMatchObject({ code: 'inputs.unused' });
    expect(runs.calls).toEqual([]);
  });

  test('of what was never brought up goes by the file and the inputs given', async () => {
    const { runs, verbs } = rig();
    await expect(verbs.down('web', {})).rejects.toMatchObject({
      refusal: { code: 'run.unknown', sought: 'up' },
    });
    await expect(verbs.down('web', { file })).rejects.toMatchObject({ code: 'inputs.invalid' });
    const request = { file, inputs: { who: 'me' } };
    expect((await verbs.whatGoesDown('web', request)).steps).toEqual([
      { id: 'box', what: 'shell' },
    ]);
    await verbs.down('web', request);
    expect(runs.calls).toMatchObject([['start', { mode: 'down', inputs: { who: 'me', size: 3 } }]]);
  });

  test('of a run under way is refused; a held one is aborted with undo', async () => {
    const running = rig({ lastUp, view: async () => run({ state: 'running' }) });
    await expect(running.verbs.down('web', {})).rejects.toMatchObject({
      refusal: { code: 'run.busy', wanted: 'down' },
    });
    const held = rig({ lastUp, view: async () => heldRun });
    expect(await held.verbs.down('coreos', {})).toMatchObject({ how: 'held-run' });
    expect(held.runs.calls).toMatchObject([['abort', 'coreos', { undo: true }]]);
  });
});

test('a corrected pipeline gets the inputs of the run; null, and what it has no more, is not given', async () => {
  const before = { who: 'me', size: 5, note: null, gone: 'x' };
  const { runs, verbs } = rig({
    view: async () => heldRun,
    definition: async () => ({ plan: ready.plan, inputs: before }),
  });
  await verbs.resume('coreos', { corrected: { file, inputs: { size: '7' } } });
  expect(runs.calls).toMatchObject([
    ['revise', 'coreos', { plan: { name: 'web' }, inputs: { who: 'me', size: 7, note: null } }],
  ]);
});
