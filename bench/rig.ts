import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import {
  type BundleOptions,
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  type Runtime,
  Worker,
} from '@temporalio/worker';
import { createActivities } from '../activities/attempt/activity.js';
import { createSecretSource } from '../activities/attempt/secrets.js';
import { catalogue as shipped } from '../activities/catalogue.js';
import { bootId } from '../activities/process/proc.js';
import { signingConverter } from '../client/codec.js';
import { connect } from '../client/connection.js';
import { bundleOptions } from '../worker/bundle-options.js';
import { type Home, openHome } from '../worker/engine/home.js';
import { TemporalServer } from '../worker/engine/temporal-server.js';
import { refuseUnsigned } from '../worker/refuse-unsigned.js';
import { installRuntime } from '../worker/runtime.js';
import { workerSettings } from '../worker/worker-settings.js';
import { nothing } from './nothing.js';

/** Task queues of the two sides: each has a worker of its own, so that neither loads the other's code. */
export const queues = { muster: 'muster', byHand: 'by-hand' };
export const host = hostname();
export const catalogue = new Map([...shipped, [nothing.type, nothing] as const]);

/** A Temporal server in a state directory of its own, a worker for each side, a client. */
export interface Rig {
  home: Home;
  client: Client;
  close(): Promise<void>;
}

/** Everything as the engine starts it, with one step type more. */
export async function startRig(): Promise<Rig> {
  const home = await openHome(await mkdtemp(join(tmpdir(), 'muster-bench-')));
  const runtime = installRuntime(home.logs.worker);
  const [server, muster, byHand] = await Promise.all([
    TemporalServer.start(home, {
      onLost: (error) => {
        console.error(error.message);
        process.exit(7);
      },
    }),
    bundle(bundleOptions(path('../workflows'))),
    bundle({
      workflowsPath: path('by-hand.js'),
      workflowInterceptorModules: [path('../workflows/refuse-unsigned.js')],
      preloadModules: [path('by-hand.js'), path('../workflows/refuse-unsigned.js')],
    }),
  ]);
  const connection = await NativeConnection.connect({ address: server.address });
  const workers = await Promise.all([
    createWorker(home, connection, queues.muster, muster),
    createWorker(home, connection, queues.byHand, byHand),
  ]);
  const done = Promise.all(workers.map((worker) => worker.run()));
  const client = await connect({ address: server.address, namespace: 'default', home: home.root });
  return {
    home,
    client,
    close: async () => {
      for (const worker of workers) worker.shutdown();
      await done;
      await client.connection.close();
      await stop(connection, runtime, server);
      await rm(home.root, { recursive: true, force: true });
    },
  };
}

async function stop(connection: NativeConnection, runtime: Runtime, server: TemporalServer) {
  await connection.close();
  await runtime.shutdown();
  await server.stop();
}

function path(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function bundle(options: BundleOptions): Promise<string> {
  const { code } = await bundleWorkflowCode({ ...options, logger: new DefaultLogger('ERROR') });
  return code;
}

async function createWorker(
  home: Home,
  connection: NativeConnection,
  queue: string,
  code: string,
): Promise<Worker> {
  const secrets = createSecretSource();
  return Worker.create({
    ...workerSettings,
    connection,
    dataConverter: await signingConverter(home.root, { refused: 'mark' }),
    taskQueue: queue,
    workflowBundle: { code },
    activities: createActivities(catalogue, {
      home: home.root,
      secrets,
      host,
      hostId: 'bench',
      queue,
      bootId: bootId(),
    }),
    interceptors: { activity: [refuseUnsigned] },
  });
}
