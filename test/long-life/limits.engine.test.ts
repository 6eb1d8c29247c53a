import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runLimits } from '../../contract/limits.js';
import { by } from '../workflows/chain.js';
import { group, outputOf, plan, step } from '../workflows/plan-builder.js';
import { holds, startRig, type TemporalRig } from '../workflows/temporal-rig.js';

/** Whatever comes together: a run can be looked at, goes on, and can be ended. */
let rig: TemporalRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.close());

const kib = 1024;
const items = (count: number) => ({
  items: { literal: Array.from({ length: count }, (_, at) => `i${at}`) },
});
const puts = (bytes: number) => () => ({
  holds: true as const,
  changed: true,
  outputs: { value: 'x'.repeat(bytes) },
});

it('outputs of 2.4 MB, each of which is small enough, hold what there is no room for', async () => {
  rig.activity = puts(60 * kib);
  const name = await rig.start(plan([step('each', { forEach: items(40) })]));
  const view = await rig.settled(name);
  expect(view.state).toBe('held');
  const held = view.steps.filter(({ state }) => state === 'held');
  expect(held.length).toBeGreaterThan(20);
  expect(held[0]?.failure?.code).toBe('outputs.too-large');

  rig.activity = holds;
  await rig.runs.resume(name, { by });
  expect((await rig.settled(name)).state).toBe('succeeded');
});

it('what is begun at once is more than a message holds, and begins in portions', async () => {
  rig.activity = ({ step: id }) => (id === 'big' ? puts(60 * kib)() : { ...puts(1)() });
  const reads = { map: { value: outputOf('big') } };
  const name = await rig.start(
    plan([
      step('big'),
      step('each', { forEach: items(110), with: reads, reads: ['big'], needs: ['big'] }),
    ]),
  );
  const view = await rig.settled(name);
  expect(view.state).toBe('succeeded');
  expect(view.steps).toHaveLength(111);
});

describe('at all its limits at once', () => {
  it('a run is shown, and is aborted', async () => {
    // As many instances, failures, data and outputs of its own as there may be.
    const count = runLimits.instances - 3;
    rig.activity = ({ step: id }) => {
      if (id === 'big' || id === 'more') return puts(250 * kib)();
      throw Object.assign(new Error('x'.repeat(600)), { name: 'Failed' });
    };
    const name = await rig.start(
      plan(
        [
          step('big'),
          step('more'),
          step('each', { forEach: items(count), needs: ['big', 'more'] }),
        ],
        { outputs: { a: outputOf('big'), b: outputOf('more') }, groups: [group('g')] },
      ),
      { inputs: { text: 'x'.repeat(500 * kib) } },
    );
    const view = await rig.settled(name);
    expect(view.state).toBe('held');
    expect(view.steps.length).toBe(count + 2);
    expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(1200 * kib);
    expect(view.steps[0]?.largeOutputs).toMatchObject({ value: { bytes: 250 * kib + 2 } });
    expect(await rig.runs.outputs(name, { step: 'big' })).toEqual({ value: 'x'.repeat(250 * kib) });
    await rig.runs.abort(name, { undo: false, by });
    const ended = await rig.settled(name);
    expect(ended.state).toBe('aborted');
    expect(Object.keys(ended.largeOutputs ?? {})).toEqual(['a']);
    expect(Object.keys(await rig.runs.outputs(name))).toEqual(['a']);
  });
});

it('an input that no run can carry is refused before anything begins', async () => {
  const started = rig.start(plan([step('a')]), { inputs: { text: 'x'.repeat(2500 * kib) } });
  await expect(started).rejects.toMatchObject({
    code: 'run.too-large',
    message: expect.stringContaining('its inputs 2501 KiB; a run takes 640 KiB'),
  });
});
