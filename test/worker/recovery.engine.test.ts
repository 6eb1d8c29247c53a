import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRecords } from '../../activities/attempt/attempt-record.js';
import { attemptsFolder } from '../../activities/attempt/places.js';
import { bootId, groupMembers } from '../../activities/process/proc.js';
import type { StepTask } from '../../contract/task.js';
import { findTemporal } from '../../worker/engine/temporal-program.js';
import { recoverLostAttempts } from '../../worker/recovery.js';
import { failUnrecorded } from '../../worker/unrecorded.js';
import { stepTask } from '../activities/attempt/step-task.js';
import { tempFolder, waitFor } from '../activities/temp-folder.js';
import { runBuilt } from '../built-process.js';
import { patience } from '../patience.js';

let temporal: TestWorkflowEnvironment;
let bundle: string;
let shared: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => {
  shared = await tempFolder();
  const [path, { code }] = await Promise.all([
    findTemporal(),
    bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./one-step-workflow.ts', import.meta.url)),
      logger: new DefaultLogger('ERROR'),
    }),
  ]);
  bundle = join(shared.path, 'bundle.js');
  await writeFile(bundle, code);
  const server = { executable: { type: 'existing-path', path } } as const;
  // sdk-core gives a server up after five seconds, which it may need on a busy computer.
  temporal = await vi.waitFor(() => TestWorkflowEnvironment.createLocal({ server }), patience);
});
afterAll(async () => {
  await temporal?.teardown();
  await shared.remove();
});

let folder: Awaited<ReturnType<typeof tempFolder>>;
let home: string;
const workers: ChildProcess[] = [];
beforeEach(async () => {
  folder = await tempFolder();
  home = join(folder.path, 'home');
});
afterEach(async () => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
  await folder.remove();
});

/** A worker of its own, which can be killed. */
function startWorker(queue: string): ChildProcess {
  const worker = runBuilt(`
    import { NativeConnection, Worker, Runtime, DefaultLogger } from '@temporalio/worker';
    import { hostname } from 'node:os';
    import { createActivities } from './activities/attempt/activity.js';
    import { createSecretSource } from './activities/attempt/secrets.js';
    import { catalogue } from './activities/catalogue.js';
    import { bootId } from './activities/process/proc.js';
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const services = {
      home: ${JSON.stringify(home)}, secrets: createSecretSource(), host: hostname(), hostId: 'this-one',
      bootId: bootId(), queue: ${JSON.stringify(queue)},
    };
    const worker = await Worker.create({
      connection: await NativeConnection.connect({ address: ${JSON.stringify(temporal.address)} }),
      taskQueue: services.queue,
      workflowBundle: { codePath: ${JSON.stringify(bundle)} },
      activities: createActivities(catalogue, services),
    });
    await worker.run();
  `);
  workers.push(worker);
  return worker;
}

interface Script {
  run: string;
  check?: string;
}

function start(queue: string, script: Script, attempts: number, unsafe = false) {
  const task: StepTask = stepTask(folder.path, {
    checked: script.check !== undefined,
    with: { value: { ...script }, secrets: {} },
  });
  return temporal.client.workflow.start('oneStep', {
    taskQueue: queue,
    workflowId: queue,
    args: [task, attempts, unsafe],
  });
}

const recover = () =>
  recoverLostAttempts({
    home,
    host: hostname(),
    bootId: bootId(),
    client: temporal.client,
    grace: 500,
  });

const records = () => readRecords(attemptsFolder(home)).map(({ record }) => record);

/** The attempt once its script, and not only its check, runs. */
const changing = () =>
  waitFor(() => records().find(({ phase, groups }) => phase === 'changing' && groups.length > 0));

async function eventTypes(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap((event) => Object.keys(event));
}

/** Each run adds a line; the first goes on until it is ended. */
const runOnce = 'echo x >> runs; test $(wc -l < runs) -lt 2 || exit 0; sleep 300 & wait';
const runs = () => readFileSync(join(folder.path, 'runs'), 'utf8');

describe('a worker that was killed', () => {
  it('costs a step that can be checked one attempt, and no waiting', async () => {
    const first = startWorker('checked');
    const check = 'test $(cat runs 2>/dev/null | wc -l) -ge 2';
    const handle = await start('checked', { run: runOnce, check }, 3);
    const lost = await changing();
    first.kill('SIGKILL');
    await waitFor(() => first.signalCode ?? undefined);
    expect(groupMembers(lost.groups[0]?.pid ?? 0).length).toBeGreaterThan(0);
    // Its record, and the folder of its script.
    expect(readdirSync(attemptsFolder(home))).toHaveLength(2);

    expect(await recover()).toEqual([{ record: lost, told: 'failed' }]);
    expect(groupMembers(lost.groups[0]?.pid ?? 0)).toEqual([]);
    expect(readdirSync(attemptsFolder(home))).toEqual([]);
    startWorker('checked');
    expect(await handle.result()).toMatchObject({ holds: true, changed: true });
    expect(runs()).toBe('x\nx\n');
    const types = await eventTypes(handle);
    // Neither the heartbeat nor the queue of the dead worker was waited for.
    expect(types).not.toContain('activityTaskTimedOutEventAttributes');
    expect(types).not.toContain('workflowTaskTimedOutEventAttributes');
  });

  it('has its program ended though it was killed before it could write the program down', async () => {
    const first = startWorker('window');
    const check = 'test $(cat runs 2>/dev/null | wc -l) -ge 2';
    const handle = await start('window', { run: runOnce, check }, 3);
    const lost = await changing();
    await waitFor(() => existsSync(join(folder.path, 'runs')) || undefined);
    first.kill('SIGKILL');
    await waitFor(() => first.signalCode ?? undefined);
    // As the disk is between the start of a program and its record: one program is missing.
    const [{ file = '' } = {}] = readRecords(attemptsFolder(home));
    const programs = lost.programs - 1;
    await writeFile(file, JSON.stringify({ ...lost, programs, groups: [] }));

    expect(await recover()).toMatchObject([{ told: 'failed' }]);
    expect(groupMembers(lost.groups[0]?.pid ?? 0)).toEqual([]);
    startWorker('window');
    expect(await handle.result()).toMatchObject({ holds: true, changed: true });
  });

  it('leaves a step that may not be done twice to a person', async () => {
    const first = startWorker('unsafe');
    const handle = await start('unsafe', { run: runOnce }, 3, true);
    await changing();
    first.kill('SIGKILL');
    await waitFor(() => first.signalCode ?? undefined);
    expect(await recover()).toMatchObject([{ told: 'failed' }]);
    startWorker('unsafe');
    await expect(handle.result()).rejects.toMatchObject({
      cause: { cause: { type: 'outcome.unknown', nonRetryable: true } },
    });
    expect(runs()).toBe('x\n');
  });

  it.each([
    { queue: 'unwritten', unsafe: false },
    { queue: 'unwritten-unsafe', unsafe: true },
  ])('costs no waiting where nothing is on disk of the attempt: $queue', async (one) => {
    const { queue, unsafe } = one;
    const first = startWorker(queue);
    const run = 'test -e again || { touch again; sleep 300; }';
    const handle = await start(queue, { run }, 3, unsafe);
    const lost = await changing();
    const failed = () => failUnrecorded({ client: temporal.client, host: hostname(), queue });
    expect(await failed()).toEqual([]);
    first.kill('SIGKILL');
    await waitFor(() => first.signalCode ?? undefined);
    process.kill(-(lost.groups[0]?.pid ?? Number.NaN), 'SIGKILL');
    // As if it had been killed a moment earlier, or later.
    await rm(attemptsFolder(home), { recursive: true });
    expect(await failed()).toEqual([lost.activityId]);
    startWorker(queue);
    const unknown = { cause: { cause: { type: 'TemporalTimeout:Heartbeat' } } };
    if (unsafe) await expect(handle.result()).rejects.toMatchObject(unknown);
    else expect(await handle.result()).toMatchObject({ holds: true, changed: true });
    expect(await eventTypes(handle)).not.toContain('activityTaskTimedOutEventAttributes');
  });

  it('is no trouble where the run has ended meanwhile', async () => {
    const first = startWorker('ended');
    const handle = await start('ended', { run: runOnce }, 1);
    await changing();
    first.kill('SIGKILL');
    await waitFor(() => first.signalCode ?? undefined);
    await handle.terminate();
    expect(await recover()).toMatchObject([{ told: 'gone' }]);
    expect(records()).toEqual([]);
    expect(await recover()).toEqual([]);
  });
});

it('leaves alone what another worker works on, and later attempts of a lost one', async () => {
  startWorker('alive');
  const handle = await start('alive', { run: runOnce }, 1);
  const running = await changing();
  const earlier = {
    ...running,
    attempt: 7,
    groups: [],
    worker: { pid: process.pid, startTime: 1 },
  };
  const file = join(attemptsFolder(home), 'earlier.json');
  await writeFile(file, JSON.stringify(earlier));
  expect(await recover()).toEqual([{ record: earlier, told: 'gone' }]);
  expect(existsSync(file)).toBe(false);
  expect(records()).toEqual([running]);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate();
  expect(groupMembers(running.groups[0]?.pid ?? 0).length).toBeGreaterThan(0);
  process.kill(-(running.groups[0]?.pid ?? Number.NaN), 'SIGKILL');
});
