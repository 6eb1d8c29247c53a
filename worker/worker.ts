import { existsSync } from 'node:fs';
import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import {
  type NativeConnection,
  type NativeConnectionOptions,
  type Runtime,
  Worker,
} from '@temporalio/worker';
import { createActivities } from '../activities/attempt/activity.js';
import type { LiveSink } from '../activities/attempt/live.js';
import { createSecretSource } from '../activities/attempt/secrets.js';
import { loadCatalogue } from '../activities/catalogue.js';
import { signingConverter } from '../client/codec.js';
import { EngineError } from '../client/engine.js';
import { MusterClient } from '../client/muster-client.js';
import type { ScheduledInput } from '../workflows/contract.js';
import { connectWorker, idOfNamespace } from './connect.js';
import type { Home } from './engine/home.js';
import { workflowBundle } from './engine/version.js';
import { keepHouse } from './housekeeping/housekeeping.js';
import { temporalKeeps } from './housekeeping/temporal-keeps.js';
import { recoverLostAttempts } from './recovery.js';
import { refuseReplayed } from './refuse-replayed.js';
import { refuseUnsigned } from './refuse-unsigned.js';
import { releaseRuns } from './release-runs.js';
import { relocated } from './relocate.js';
import { installRuntime } from './runtime.js';
import { planScheduled } from './schedule-plan.js';
import { failUnrecorded } from './unrecorded.js';
import { workerSettings } from './worker-settings.js';

export interface WorkerOptions {
  home: Home;
  connectionOptions: NativeConnectionOptions;
  namespace: string;
  /** Task queue that it polls. */
  queue: string;
  /** Folder that holds the pipelines on this host, where they lie elsewhere than on the one that plans. */
  root?: string;
  /** Values of secrets that commands handed over; looked up first. In memory only. */
  secrets: ReadonlyMap<string, string>;
  /** Name of this computer, what tells it from others of that name, and its boot: who ran an attempt. */
  host: string;
  hostId: string;
  bootId: string;
  /** The daemon before was killed: its worker may have left runs and attempts behind. */
  afterCrash: boolean;
  /** Told of everything that attempts do, at once. */
  live?: LiveSink;
}

/** A worker that polls. */
export interface RunningWorker {
  connection: NativeConnection;
  /** Rejects if it fails beyond repair; resolves when it was stopped. */
  done: Promise<void>;
  /** Activities that run now. */
  running(): number;
  /** Take nothing new, end the steps' process groups (Temporal has them tried again later), close. */
  stop(): Promise<void>;
}

/**
 * Start the worker of a host: workflows from the prebuilt bundle, steps from the catalogue.
 * @throws EngineError if the package is not built, or Temporal does not answer; ClientError
 *   `namespace.unknown`
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  if (!existsSync(workflowBundle)) {
    throw new EngineError(`${workflowBundle} is missing.`, 'Build the package: npm run build');
  }
  const runtime = installRuntime(options.home.logs.worker);
  const dataConverter = await signingConverter(options.home.root, { refused: 'mark' });
  const connection = await connectWorker(options);
  try {
    const namespaceId = await idOfNamespace(connection, options);
    return await workOn(connection, runtime, dataConverter, { ...options, ...namespaceId });
  } catch (error) {
    // What is left open keeps the process: nobody would learn that it failed.
    await connection.close().catch(() => {});
    await runtime.shutdown().catch(() => {});
    throw error;
  }
}

async function workOn(
  connection: NativeConnection,
  runtime: Runtime,
  dataConverter: DataConverter,
  options: WorkerOptions & { namespaceId?: string },
): Promise<RunningWorker> {
  const { home, host, hostId, bootId, queue } = options;
  const secrets = createSecretSource({ memory: options.secrets });
  const { live } = options;
  const services = {
    home: home.root,
    secrets,
    host,
    hostId,
    bootId,
    queue,
    ...(live ? { live } : {}),
  };
  const steps = createActivities(await loadCatalogue(), services);
  const activities = options.root === undefined ? steps : relocated(steps, options.root);
  const client = new Client({ connection, dataConverter, namespace: options.namespace });
  const runs = new MusterClient(client, undefined, queue);
  const worker = await Worker.create({
    ...workerSettings,
    connection,
    dataConverter,
    namespace: options.namespace,
    taskQueue: queue,
    identity: `${process.pid}@${host}`,
    workflowBundle: { codePath: workflowBundle },
    activities: {
      ...activities,
      'schedule.plan': (input: ScheduledInput) => planScheduled(input, { runs, queue }),
    },
    interceptors: { activity: [refuseUnsigned, refuseReplayed(home.root, options.namespaceId)] },
  });
  if (options.afterCrash) await releaseRuns(connection, options.namespace, queue);
  for (const { record, told } of await recoverLostAttempts({ ...services, client })) {
    runtime.logger.info('Recovered a lost attempt', { ...record, told });
  }
  if (options.afterCrash) {
    // The heartbeat's time-out would do it too.
    const failed = await failUnrecorded({ client, host, queue }).catch(() => []);
    if (failed.length > 0) runtime.logger.info('Failed attempts without a record', { failed });
  }
  const done = worker.run();
  done.catch(() => {});
  const endHousekeeping = keepHouse({
    home,
    keeps: temporalKeeps(connection, options.namespace),
    log: (message, facts) => runtime.logger.info(message, facts),
  });
  return {
    connection,
    done,
    running: () => worker.getStatus().numInFlightActivities,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done.catch(() => {});
      await endHousekeeping();
      await connection.close();
      await runtime.shutdown();
    },
  };
}
