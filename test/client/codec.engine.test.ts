import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signingConverter } from '../../client/codec.js';
import { connect } from '../../client/connection.js';
import { openHome } from '../../worker/engine/home.js';
import { TemporalServer } from '../../worker/engine/temporal-server.js';
import { refuseUnsigned } from '../../worker/refuse-unsigned.js';
import { patience } from '../patience.js';
import { removeFolder } from '../remove-folder.js';
import { onceItAnswers } from '../worker/engine/support/answering.js';
import type { listener } from './fixtures/signed-workflow.js';

const taskQueue = 'signed';
const noted: string[] = [];
let root: string;
let server: TemporalServer;
let signed: Client;
let stranger: Client;
let stopWorker: () => Promise<void>;
let count = 0;
let release = () => {};
const released = new Promise<void>((resolve) => {
  release = resolve;
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-codec-'));
  const home = await openHome(root);
  server = await TemporalServer.start(home, { onLost: () => {} });
  const { address } = server;
  const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const [connection, workflowBundle] = await Promise.all([
    onceItAnswers(() => NativeConnection.connect({ address })),
    bundleWorkflowCode({
      workflowsPath: path('fixtures/signed-workflow.ts'),
      workflowInterceptorModules: [path('../../workflows/refuse-unsigned.ts')],
    }),
  ]);
  const worker = await Worker.create({
    connection,
    workflowBundle,
    taskQueue,
    dataConverter: await signingConverter(root, { refused: 'mark' }),
    interceptors: { activity: [refuseUnsigned] },
    activities: {
      note: async (word: string) => {
        noted.push(word);
        if (word === 'slow') await released;
        return `noted: ${word}`;
      },
    },
  });
  const done = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await done;
    await connection.close();
  };
  signed = await connect({ address, namespace: 'default', home: root });
  stranger = new Client({ connection: await Connection.connect({ address }) });
});

afterAll(async () => {
  await Promise.all([signed?.connection.close(), stranger?.connection.close(), stopWorker?.()]);
  await server?.stop();
  await removeFolder(root);
});

beforeEach(() => {
  noted.length = 0;
});

const start = (client: Client, word: string) =>
  client.workflow.start<typeof listener>('listener', {
    taskQueue,
    args: [word],
    workflowId: `run-${++count}`,
  });

async function eventTypes(handle: WorkflowHandle): Promise<(string | null | undefined)[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).map((event) =>
    Object.keys(event).find((key) => key.endsWith('Attributes')),
  );
}

describe('a worker that signs', () => {
  it('serves a client with the same key, through start, update, query and result', async () => {
    const handle = await start(signed, 'one');
    expect(await handle.executeUpdate('say', { args: ['two'] })).toBe('noted: two');
    expect(await handle.query('heard', '> ')).toEqual(['> noted: one', '> noted: two']);
    await handle.executeUpdate('say', { args: ['end'] });
    expect(await handle.result()).toEqual(['noted: one', 'noted: two', 'noted: end']);
  });

  it('fails a run that was started without a signature, and runs nothing', async () => {
    const handle = await start(stranger, 'evil');
    await expect(signed.workflow.getHandle(handle.workflowId).result()).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/payload was refused/) },
    });
    expect(await eventTypes(handle)).not.toContain('activityTaskScheduledEventAttributes');
    expect(noted).toEqual([]);
  });

  it('fails a run that was started without an argument', async () => {
    const handle = await stranger.workflow.start('listener', { taskQueue, workflowId: 'bare' });
    await expect(handle.result()).rejects.toMatchObject({
      cause: { message: 'it came without a signed argument' },
    });
    expect(noted).toEqual([]);
  });

  it('refuses an update without an argument, which anybody could send', async () => {
    const handle = await start(signed, 'one');
    await expect(
      stranger.workflow.getHandle(handle.workflowId).executeUpdate('say', { args: [] }),
    ).rejects.toMatchObject({ cause: { message: 'it came without a signed argument' } });
    await expect.poll(() => noted, patience).toEqual(['one']);
    await handle.terminate();
  });

  it('takes no answer of a step from a stranger', async () => {
    const { workflowId } = await start(signed, 'slow');
    await expect.poll(() => noted).toContain('slow');
    await stranger.activity.complete({ workflowId, activityId: '1' }, 'forged');
    await expect(signed.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/payload was refused/) },
    });
    release();
  });

  it('rejects an unsigned update and goes on serving the run', async () => {
    const handle = await start(signed, 'one');
    const forged = stranger.workflow.getHandle(handle.workflowId);
    await expect(forged.executeUpdate('say', { args: ['evil'] })).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/payload was refused/) },
    });
    expect(await handle.executeUpdate('say', { args: ['end'] })).toBe('noted: end');
    expect(await handle.result()).toEqual(['noted: one', 'noted: end']);
    expect(noted).toEqual(['one', 'end']);
  });

  it('rejects an update whose payload was signed for another run', async () => {
    const [first, second] = [await start(signed, 'one'), await start(signed, 'two')];
    await first.executeUpdate('say', { args: ['end'] });
    const { events } = await first.fetchHistory();
    const accepted = events?.find((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
    const payloads =
      accepted?.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.args;
    const answer = await stranger.workflowService.updateWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: second.workflowId },
      waitPolicy: {
        lifecycleStage: 'UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED' as never,
      },
      request: { meta: { updateId: 'replayed' }, input: { name: 'say', args: payloads ?? null } },
    });
    expect(answer.outcome?.failure?.message).toMatch(/payload was refused/);
    expect(noted.toSorted()).toEqual(['end', 'one', 'two']);
    await second.terminate();
  });

  it('fails an unsigned query, and only that', async () => {
    const handle = await start(signed, 'one');
    const forged = stranger.workflow.getHandle(handle.workflowId);
    await expect(forged.query('heard', '> ')).rejects.toThrow(/payload was refused/);
    // Its activity may be under way still.
    await vi.waitFor(
      async () => expect(await handle.query('heard', '> ')).toEqual(['> noted: one']),
      patience,
    );
    await handle.terminate();
  });

  it('leaves what it writes readable for Temporal’s own tools', async () => {
    const handle = await start(signed, 'one');
    await handle.executeUpdate('say', { args: ['end'] });
    expect(await stranger.workflow.getHandle(handle.workflowId).result()).toEqual([
      'noted: one',
      'noted: end',
    ]);
  });
});
