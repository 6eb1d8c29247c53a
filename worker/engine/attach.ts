import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, EngineError } from '../../client/engine.js';
import { ownTemporal } from '../../client/temporal-settings.js';
import { ApiClient, type Lease } from './api-client.js';
import { type EngineInfo, readEngine } from './engine-file.js';
import { type Home, openHome } from './home.js';
import { refuseFewFiles } from './open-files.js';
import { stillRuns } from './process-record.js';
import { DaemonProcess } from './spawn-daemon.js';
import { ownVersion } from './version.js';

export interface AttachOptions {
  /** State directory; default: `MUSTER_HOME`, else `$XDG_STATE_HOME/muster`, else `~/.local/state/muster`. */
  home?: string;
  /** Values of declared secrets from the caller's environment, kept in the daemon's memory. */
  secrets?: Record<string, string>;
  /** Told what the daemon does while it starts: `Installing Temporal's server`. */
  onProgress?: (line: string) => void;
  /** Do not start one: resolve to undefined if none runs. Default: start one in the background. */
  startIfMissing?: boolean;
  /** How long an engine that leaves may take until it is gone, in ms; default: a minute. */
  leaveWithin?: number;
}

/** What this command can work with. */
interface Wanted {
  version: string;
  /** `HOST:PORT/NAMESPACE` of a server of one's own; absent: the embedded one. */
  temporal?: string;
}

/** How often a starting or leaving daemon is checked. */
const pause = 15;
/** A leaving daemon drains its worker first: steps have 30 s to end. */
const leaveTimeout = 60_000;

/**
 * Attach to the engine of a state directory; it is started in the background where none runs, and
 * an idle one of another version, or with another Temporal server, is replaced.
 * @returns undefined only where `startIfMissing` is false and no fitting engine runs.
 * @throws EngineError if the engine cannot be had.
 */
export function attach(options?: AttachOptions & { startIfMissing?: true }): Promise<Engine>;
export function attach(options: AttachOptions): Promise<Engine | undefined>;
export async function attach(options: AttachOptions = {}): Promise<Engine | undefined> {
  const home = await openHome(options.home);
  const wanted = await whatIsWanted();
  let daemon: DaemonProcess | undefined;
  const leaving = new Leaving(options.leaveWithin ?? leaveTimeout);
  try {
    for (;;) {
      const info = readEngine(home);
      const why = info && whyUnfit(info, wanted);
      if (info && why) {
        if (options.startIfMissing === false) return undefined;
        if (daemon?.pid === info.pid) throw rebuiltMeanwhile();
        await replaceDaemon(info, why, home, options.onProgress);
      } else if (info) {
        const engine = await attachTo(info, home, options.secrets, daemon?.pid === info.pid);
        if (engine) return engine;
        leaving.throwIfTooLong(info);
      } else if (options.startIfMissing === false) {
        return undefined;
      } else {
        if (!daemon) refuseFewFiles();
        if (!daemon || daemon.yielded) daemon = new DaemonProcess(home, options.onProgress);
        daemon.throwIfFailed();
      }
      await sleep(pause);
    }
  } finally {
    daemon?.letGo();
  }
}

/** An engine that takes nobody any more: it leaves, or something else goes by its record. */
class Leaving {
  readonly #within: number;
  #seen: { pid: number; since: number } | undefined;

  constructor(within: number) {
    this.#within = within;
  }

  throwIfTooLong({ pid, url }: EngineInfo): void {
    const now = performance.now();
    if (this.#seen?.pid !== pid) this.#seen = { pid, since: now };
    if (now - this.#seen.since < this.#within) return;
    throw new EngineError(
      `The engine (process ${pid}) takes no command at ${url}, and has not ended within ${this.#within / 1000} s.`,
      `See logs/daemon.log in the state directory. If process ${pid} is Muster's engine, \`kill -9 ${pid}\` ends it and loses nothing; else remove engine.json there.`,
    );
  }
}

async function whatIsWanted(): Promise<Wanted> {
  const own = await ownTemporal();
  const version = ownVersion();
  if (!own) return { version };
  return { version, temporal: `${own.connectionOptions.address}/${own.namespace}` };
}

function whyUnfit(info: EngineInfo, wanted: Wanted): string | undefined {
  if (info.version !== wanted.version) {
    return `is version ${info.version}, this command is ${wanted.version}`;
  }
  const temporal = info.embedded ? undefined : `${info.address}/${info.namespace}`;
  if (temporal === wanted.temporal) return undefined;
  const name = (server: string | undefined) => server ?? 'its own server';
  return `uses ${name(temporal)}, this command's environment asks for ${name(wanted.temporal)}`;
}

async function attachTo(
  info: EngineInfo,
  home: Home,
  secrets: Record<string, string> | undefined,
  started: boolean,
): Promise<Engine | undefined> {
  const api = await apiOf(info, home);
  const lease: Lease | undefined = await api.attach();
  if (!lease) return undefined;
  try {
    if (secrets && Object.keys(secrets).length > 0) await api.addSecrets(secrets);
  } catch (error) {
    lease.close();
    throw error;
  }
  const { version, address, namespace, queue, url } = info;
  return {
    version,
    address,
    namespace,
    queue,
    url,
    started,
    ...(info.ui === undefined ? {} : { temporalUi: info.ui }),
    home: home.root,
    lost: lease.lost,
    addSecrets: (values) => api.addSecrets(values),
    close: async () => lease.close(),
  };
}

/** Have an idle background daemon leave, and wait until it is gone. Also for `serve`, which takes over. */
export async function replaceDaemon(
  info: EngineInfo,
  why: string,
  home: Home,
  onProgress?: (line: string) => void,
): Promise<void> {
  const keeps = info.background
    ? await (await apiOf(info, home)).leave()
    : 'it runs in the foreground';
  if (keeps !== undefined) {
    throw new EngineError(
      `The running engine (process ${info.pid}) ${why}, and cannot be replaced: ${keeps}.`,
      `Wait until it is idle, or end it with \`kill ${info.pid}\`: what runs goes on with the next command. Another MUSTER_HOME gives an engine of its own.`,
    );
  }
  onProgress?.('Replacing the running engine');
  const deadline = performance.now() + leaveTimeout;
  while (stillRuns(info)) {
    if (performance.now() > deadline) {
      throw new EngineError(
        `The engine (process ${info.pid}) was asked to leave and still runs.`,
        `\`kill -9 ${info.pid}\` ends it and loses nothing.`,
      );
    }
    await sleep(pause);
  }
}

function rebuiltMeanwhile(): EngineError {
  return new EngineError(
    'Muster was built anew, or updated, while this command started the engine.',
    'Run the command again.',
  );
}

async function apiOf(info: EngineInfo, home: Home): Promise<ApiClient> {
  return new ApiClient(info, (await readFile(home.tokenFile, 'utf8')).trim());
}
