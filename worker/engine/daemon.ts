import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { bootId } from '../../activities/process/proc.js';
import { signingKey } from '../../client/codec.js';
import { EngineError } from '../../client/engine.js';
import { ownTemporal } from '../../client/temporal-settings.js';
import { LiveBus } from '../live.js';
import { whatNeedsDaemon } from './busy.js';
import { becomeDaemon } from './daemon-lock.js';
import { Ending } from './ending.js';
import type { EngineInfo } from './engine-file.js';
import { type Home, openHome } from './home.js';
import { idleSeconds, watchIdle } from './idle.js';
import { Leases } from './leases.js';
import { refuseLostKey } from './lost-key.js';
import { refuseFewFiles } from './open-files.js';
import { hostId, queueName } from './own-names.js';
import { recordOf } from './process-record.js';
import { keepForNinetyDays } from './retention.js';
import { TemporalServer } from './temporal-server.js';
import { ownVersion } from './version.js';
import { writeJson } from './write-json.js';

/** What the API needs of the daemon it belongs to. */
export interface DaemonServices {
  home: Home;
  /** All that `engine.json` will say but the API's own address. */
  info: Omit<EngineInfo, 'url'>;
  leases: Leases;
  /** Values that commands handed over from their own environment: gone with the daemon. */
  secrets: Map<string, string>;
  /** What the attempts of this process tell. */
  live: LiveBus;
  /** Leave if nothing needs the daemon; else resolves to what does. */
  leaveIfIdle(): Promise<string | undefined>;
}

/** The API, once it listens. */
export interface Api {
  url: string;
  close(): Promise<void>;
}

export interface DaemonOptions {
  home?: string;
  /** Started by a command: leaves when nobody needs it. */
  background: boolean;
  /** Starts the API; given by `server/`, which lies above the worker. */
  startApi: (services: DaemonServices) => Promise<Api>;
  onProgress?: (line: string) => void;
  onReady?: (info: EngineInfo) => void;
}

/**
 * Hold the engine of a state directory: Temporal, worker and API, from the moment its lock is had
 * until a signal, an idle minute, or a loss that cannot be mended.
 * @returns false if a ready daemon was there already (in the background only).
 * @throws EngineError if it cannot start, or had to end.
 */
export async function runDaemon(options: DaemonOptions): Promise<boolean> {
  refuseFewFiles();
  const home = await openHome(options.home);
  const lock = await becomeDaemon(home, options);
  if (!lock) return false;
  const ending = new Ending(lock.lost);
  try {
    await serve(home, options, ending);
    return true;
  } finally {
    await ending.undoAll();
    await lock.release();
  }
}

async function serve(home: Home, options: DaemonOptions, ending: Ending): Promise<void> {
  let loading: Promise<typeof import('../worker.js')> | undefined;
  const loadWorker = () => {
    loading ??= import('../worker.js');
    return loading;
  };
  // What can be refused is read before anything is started.
  refuseLostKey(home);
  const own = [queueName(home), hostId(home), signingKey(home.root)] as const;
  // Each writes what is not there yet: of a start that is refused, none does so later.
  await Promise.allSettled(own);
  const [queue, id] = await Promise.all(own);
  // Loading the SDK keeps this process busy for as long as the server takes to come up.
  const temporal = await findOrStartTemporal(home, options, ending, loadWorker);
  const { startWorker } = await loadWorker();
  // It holds the lock: an engine.json that lies there is that of a killed daemon.
  const afterCrash = existsSync(home.engineFile);
  const host = hostname();
  const secrets = new Map<string, string>();
  const live = new LiveBus();
  const worker = await startWorker({
    home,
    queue,
    secrets,
    host,
    afterCrash,
    live,
    hostId: id,
    bootId: bootId(),
    namespace: temporal.namespace,
    connectionOptions: temporal.connectionOptions,
  });
  ending.onEnd('the worker', () => worker.stop());
  worker.done.catch((error) => ending.fail(error));
  if (temporal.embedded) await keepForNinetyDays(worker.connection, temporal.namespace);

  const identity = recordOf(process.pid);
  if (!identity) throw new EngineError('This process is not to be seen in /proc.', 'Mount /proc.');
  const info: DaemonServices['info'] = {
    ...identity,
    queue,
    background: options.background,
    embedded: temporal.embedded,
    address: temporal.connectionOptions.address,
    namespace: temporal.namespace,
    ...(temporal.ui === undefined ? {} : { ui: temporal.ui }),
    startedAt: new Date().toISOString(),
    version: ownVersion(),
  };
  const leases = new Leases();
  const needs = () =>
    whatNeedsDaemon({ ...info, connection: worker.connection, runningHere: worker.running });
  const leaveIfIdle = async () => {
    if (leases.held > 0) return 'a command is attached to it, or a page is open';
    const need = await needs();
    if (need === undefined) ending.end();
    return need;
  };
  const api = await options.startApi({ home, info, leases, secrets, live, leaveIfIdle });
  ending.onEnd('the API', () => api.close());
  const ready: EngineInfo = { ...info, url: api.url };
  await writeJson(home.engineFile, ready);
  ending.onEnd('engine.json', () => rm(home.engineFile, { force: true }));
  if (options.background) {
    const leave = () => ending.end();
    const stop = watchIdle({ leases, needs, seconds: idleSeconds(), leave });
    ending.onEnd('the idle watch', async () => stop());
  }
  options.onReady?.(ready);
  await ending.come;
}

interface Temporal {
  connectionOptions: { address: string };
  namespace: string;
  embedded: boolean;
  ui?: string;
}

async function findOrStartTemporal(
  home: Home,
  options: DaemonOptions,
  ending: Ending,
  onLaunch: () => void,
): Promise<Temporal> {
  const own = await ownTemporal();
  if (own) return { ...own, embedded: false };
  const server = await TemporalServer.start(home, {
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    onLaunch,
    onLost: (error) => ending.fail(error),
  });
  ending.onEnd("Temporal's server", () => server.stop());
  const { address, ui } = server;
  return { connectionOptions: { address }, namespace: 'default', embedded: true, ui };
}
