import { existsSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { bootId } from '../activities/process/proc.js';
import { payloadKeyFile } from '../client/codec.js';
import { EngineError } from '../client/engine.js';
import { ownTemporal } from '../client/temporal-settings.js';
import { Ending } from './engine/ending.js';
import { openHome } from './engine/home.js';
import { hostId } from './engine/own-names.js';
import { startWorker } from './worker.js';

export interface RunWorkerOptions {
  /** Task queue: what `runs-on` in a pipeline names. */
  queue: string;
  /** Folder that holds the pipelines on this host; default: where the planning host has them. */
  root?: string;
  onReady?: (info: { address: string; namespace: string; queue: string }) => void;
}

/**
 * A worker alone, on another host than the engine's, until a signal ends it: its steps are ended
 * with it, and tried again by whoever polls the queue next.
 * @throws EngineError if there is no Temporal to work for, or it could not be worked for.
 */
export async function runWorker({ queue, root, onReady }: RunWorkerOptions): Promise<void> {
  const temporal = await ownTemporal();
  if (!temporal) {
    throw new EngineError(
      'TEMPORAL_ADDRESS is not set: a worker needs a Temporal server to work for.',
      'Set it to the server that the host which starts runs uses too. One host alone needs no worker: its engine has one.',
    );
  }
  if (root !== undefined && !statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new EngineError(`--root ${root} is no folder.`, 'Name the folder of the pipelines here.');
  }
  const home = await openHome();
  const key = payloadKeyFile(home.root);
  if (!existsSync(key)) {
    throw new EngineError(
      `${key} is missing: with a key of its own this worker would refuse every step.`,
      'Copy payload.key from the state directory of the host that starts runs, readable for you only (0600).',
    );
  }
  const { connectionOptions, namespace } = temporal;
  const ending = new Ending(new AbortController().signal);
  const worker = await startWorker({
    home,
    connectionOptions,
    namespace,
    queue,
    afterCrash: false,
    secrets: new Map(),
    host: hostname(),
    hostId: await hostId(home),
    bootId: bootId(),
    ...(root === undefined ? {} : { root }),
  });
  ending.onEnd('the worker', () => worker.stop());
  worker.done.catch((error) => ending.fail(error));
  onReady?.({ address: connectionOptions.address, namespace, queue });
  try {
    await ending.come;
  } finally {
    await ending.undoAll();
  }
}
