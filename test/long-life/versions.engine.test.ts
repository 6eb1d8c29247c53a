import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportOf } from '../../cli/command/errors.js';
import { testIo } from '../cli/io-for-tests.js';
import { plan, step } from '../workflows/plan-builder.js';
import { startRig, type TemporalRig } from '../workflows/temporal-rig.js';

const by = { kind: 'user', id: 'somebody@somewhere', via: 'command' } as const;
let rig: TemporalRig;

beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig?.close());

/** A run that a later version of Muster has started: it says so in its input. */
async function startOfLaterVersion(name: string): Promise<void> {
  const input = {
    engine: 2,
    plan: plan([step('a')]),
    inputs: {},
    mode: 'up',
    environment: { host: 'here', variables: {} },
    by,
  };
  await rig.environment.client.workflow.start('pipeline', {
    workflowId: name,
    taskQueue: 'rig',
    args: [input],
    memo: { pipeline: 'test', mode: 'up', state: 'running' },
  });
}

describe('a run of a version of the engine that this one does not speak', () => {
  const unsupported = {
    code: 'run.unsupported',
    message: expect.stringContaining('speaks version 2; this one speaks 1'),
  };

  it('is told apart at once by whoever looks at it, orders something of it or starts another', async () => {
    await startOfLaterVersion('later');
    await expect(rig.runs.view('later')).rejects.toMatchObject(unsupported);
    await expect(rig.runs.resume('later', { by })).rejects.toMatchObject(unsupported);
    await expect(rig.runs.abort('later', { undo: false, by })).rejects.toMatchObject(unsupported);
    await expect(rig.start(plan([step('a')]), { name: 'later' })).rejects.toMatchObject(
      unsupported,
    );
    await expect
      .poll(async () => (await rig.runs.list()).map(({ name }) => name))
      .toContain('later');
    const error = await rig.runs.view('later').catch((thrown: unknown) => thrown);
    expect(reportOf(error, testIo())).toMatchObject({ code: 'run.unsupported', exitCode: 7 });
  });

  it('is not ended by a worker that does not speak it', async () => {
    await startOfLaterVersion('waiting');
    const run = rig.environment.client.workflow.getHandle('waiting');
    const failedTasks = async () => {
      const { events } = await run.fetchHistory();
      return (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes).length;
    };
    await expect.poll(failedTasks).toBeGreaterThan(0);
    expect((await run.describe()).status.name).toBe('RUNNING');
    await run.terminate();
    await expect(rig.runs.view('waiting')).rejects.toMatchObject(unsupported);
  });

  it('is not gone on from after its end', async () => {
    await startOfLaterVersion('over');
    await rig.environment.client.workflow.getHandle('over').terminate();
    const request = { queue: 'rig', environment: { host: 'here', variables: {} }, by };
    await expect(rig.runs.restart('over', request)).rejects.toMatchObject(unsupported);
    await expect(rig.runs.lastUp('over')).rejects.toMatchObject(unsupported);
  });
});
