import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createActivities } from '../../../activities/attempt/activity.js';
import { readRecords } from '../../../activities/attempt/attempt-record.js';
import { attemptsFolder } from '../../../activities/attempt/places.js';
import { createSecretSource } from '../../../activities/attempt/secrets.js';
import { catalogue } from '../../../activities/catalogue.js';
import { bootId } from '../../../activities/process/proc.js';
import type { Progress, StepTask } from '../../../contract/task.js';
import { tempFolder, waitFor } from '../temp-folder.js';
import { stepTask } from './step-task.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let home: string;
beforeEach(async () => {
  folder = await tempFolder();
  home = join(folder.path, 'home');
});
afterEach(() => folder.remove());

type Info = ConstructorParameters<typeof MockActivityEnvironment>[0];

const activities = () =>
  createActivities(catalogue, {
    home,
    secrets: createSecretSource({ environment: {}, file: join(home, 'none') }),
    host: 'test',
    hostId: 'this-one',
    bootId: bootId(),
    queue: 'test',
    grace: 300,
  });

/** Run the activity of a type as a worker does. */
function start(task: StepTask, type = 'shell', info: Info = {}) {
  const environment = new MockActivityEnvironment(
    { heartbeatTimeoutMs: 30_000, ...info },
    { logger: new DefaultLogger('ERROR') },
  );
  const beats: Progress[] = [];
  environment.on('heartbeat', (beat: Progress) => beats.push(beat));
  const activity = activities()[type];
  if (!activity) throw new Error(`no activity ${type}`);
  const result = environment.run(activity, task);
  result.catch(() => {});
  return { environment, result, beats };
}

const script = (run: string) =>
  stepTask(folder.path, { checked: false, with: { value: { run }, secrets: {} } });

const records = () => readRecords(attemptsFolder(home)).map(({ record }) => record);

/** The attempt once its program runs. */
const running = () => waitFor(() => records().find(({ groups }) => groups.length > 0));

const unsafe = { retryPolicy: { nonRetryableErrorTypes: ['TemporalTimeout:Heartbeat'] } };

it('gives the result of the step, and a heartbeat from the start', async () => {
  const { result, beats } = start(script('true'));
  expect(await result).toEqual({
    holds: true,
    changed: true,
    outputs: {},
    where: { host: 'test', id: 'this-one', queue: 'test' },
  });
  expect(beats[0]).toEqual({ phase: 'checking', host: 'test', pid: process.pid });
});

it('records which attempt it is', async () => {
  const info = {
    activityId: 'lab/box',
    attempt: 4,
    workflowExecution: { workflowId: 'coreos', runId: 'the-run' },
  };
  const { result, environment } = start(script('sleep 60'), 'shell', info);
  expect(await running()).toMatchObject({
    workflowId: 'coreos',
    runId: 'the-run',
    activityId: 'lab/box',
    attempt: 4,
    repeatable: false,
  });
  environment.cancel('CANCELLED');
  await expect(result).rejects.toBeInstanceOf(CancelledFailure);
  expect(records()).toEqual([]);
});

it('ends a step without a check as of unknown outcome when its worker shuts down', async () => {
  const { result, environment } = start(script('sleep 60'), 'shell', unsafe);
  await running();
  environment.cancel('WORKER_SHUTDOWN');
  await expect(result).rejects.toMatchObject({ type: 'outcome.unknown', nonRetryable: true });
});

it.each([
  ['was ended by a signal', { run: 'kill -KILL $$' }, /was ended by SIGKILL; nobody knows/],
  [
    'ended with 0 and put out what does not fit',
    { run: 'true', outputs: { id: { type: 'string' } } },
    /it ended with 0, so it was done/,
  ],
])(
  'ends a step without a check as of unknown outcome where its program %s',
  async (_, value, message) => {
    const task = stepTask(folder.path, { checked: false, with: { value, secrets: {} } });
    await expect(start(task, 'shell', unsafe).result).rejects.toMatchObject({
      type: 'outcome.unknown',
      nonRetryable: true,
      message: expect.stringMatching(message),
    });
    const repeatable = { ...unsafe, retryPolicy: { nonRetryableErrorTypes: [] } };
    await expect(start(task, 'shell', repeatable).result).rejects.not.toMatchObject({
      type: 'outcome.unknown',
    });
  },
);

it('ends a step without a check as failed where its program ended by itself', async () => {
  const { result } = start(script('exit 3'), 'shell', unsafe);
  await expect(result).rejects.toMatchObject({ type: 'program.failed' });
});

it('does not know what a step without a check has done where a signal ended a program of it', async () => {
  const { result } = start(script('bash -c "kill -9 \\$\\$"'), 'shell', unsafe);
  await expect(result).rejects.toMatchObject({ type: 'outcome.unknown', nonRetryable: true });
});

it('lets Temporal repeat a repeatable step when its worker shuts down', async () => {
  const info = { retryPolicy: { nonRetryableErrorTypes: [] } };
  const { result, environment } = start(script('sleep 60'), 'shell', info);
  expect(await running()).toMatchObject({ repeatable: true });
  environment.cancel('WORKER_SHUTDOWN');
  await expect(result).rejects.toBeInstanceOf(CancelledFailure);
});

it('sends no heartbeat where none is awaited', async () => {
  const { result, beats } = start(script('true'), 'shell', { heartbeatTimeoutMs: 0 });
  await result;
  expect(beats).toEqual([]);
});

it('says of a type that it does not know what to do', async () => {
  const { result } = start(script('true'), 'default', { activityType: 'vagrant.fly' });
  await expect(result).rejects.toMatchObject({
    type: 'step.unknown',
    message: 'This worker does not know the step type vagrant.fly.',
  });
});

it('has no activity for what the workflow does itself', () => {
  expect(Object.keys(activities())).toEqual(expect.arrayContaining(['shell', 'default']));
  expect(activities()).not.toHaveProperty('approval');
});
