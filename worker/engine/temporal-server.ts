import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { EngineError } from '../../client/engine.js';
import type { Home } from './home.js';
import { freePorts, loopback, type Ports } from './ports.js';
import { dieWithParent, endLeftover, endServer, LaunchError, launch } from './temporal-process.js';
import { findTemporal } from './temporal-program.js';

export interface TemporalServerOptions {
  onProgress?: (line: string) => void;
  /** Called when its process is started: while it comes up, others may load what takes long. */
  onLaunch?: () => void;
  /** Called once if the server died and cannot be brought back. */
  onLost: (error: EngineError) => void;
}

/** It is brought back as often as this within a minute. */
const maxRestarts = 3;

/** The embedded Temporal server: its development server, with its database in the state directory. */
export class TemporalServer {
  /** `127.0.0.1:PORT` of its API. */
  readonly address: string;
  /** Base URL of Temporal's own UI. */
  readonly ui: string;
  readonly #command: string[];
  readonly #ports: Ports;
  readonly #home: Home;
  readonly #onLost: (error: EngineError) => void;
  readonly #restarts: number[] = [];
  #child: ChildProcess;
  #stopping = false;

  /**
   * Start the server of a state directory; the caller holds the daemon's lock, for two servers on
   * one database would both start. One left over by a killed daemon is ended first.
   * @throws EngineError if there is no program, or if it does not come up.
   */
  static async start(home: Home, options: TemporalServerOptions): Promise<TemporalServer> {
    const [program, launcher] = await Promise.all([
      findTemporal(options),
      dieWithParent(),
      endLeftover(home),
    ]);
    const command = [...launcher, program];
    for (let attempt = 1; ; attempt++) {
      const ports = await freePorts();
      try {
        const child = await launch(command, ports, home, options);
        return new TemporalServer(home, options, command, ports, child);
      } catch (error) {
        if (attempt === 5 || !(error instanceof LaunchError && error.portTaken)) throw error;
      }
    }
  }

  private constructor(
    home: Home,
    options: TemporalServerOptions,
    command: string[],
    ports: Ports,
    child: ChildProcess,
  ) {
    this.address = `${loopback}:${ports.api}`;
    this.ui = `http://${loopback}:${ports.ui}`;
    this.#home = home;
    this.#onLost = options.onLost;
    this.#command = command;
    this.#ports = ports;
    this.#child = child;
    this.#watch(child);
  }

  /** Nobody waits for what a restart comes to: what it throws is a loss too. */
  #watch(child: ChildProcess): void {
    child.once('exit', () => {
      this.#bringBack().catch((error: unknown) => {
        const next = `See ${this.#home.logs.temporal}.`;
        const why = `Temporal's server could not be ended: ${(error as Error).message}`;
        this.#onLost(new EngineError(why, next, error));
      });
    });
  }

  /** End it and wait until it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await endServer(this.#child);
    await rm(this.#home.serverRecord, { force: true });
  }

  /** On the same port: worker and clients connect again by themselves. */
  async #bringBack(): Promise<void> {
    let failure: unknown;
    while (!this.#stopping) {
      const now = performance.now();
      this.#restarts.push(now);
      if (this.#restarts.filter((at) => now - at < 60_000).length > maxRestarts) {
        const next = `See ${this.#home.logs.temporal}.`;
        const message = `Temporal's server ended ${maxRestarts + 1} times within a minute.`;
        return this.#onLost(new EngineError(message, next, failure));
      }
      try {
        this.#child = await launch(this.#command, this.#ports, this.#home);
        this.#watch(this.#child);
        return this.#stopping ? this.stop() : undefined;
      } catch (error) {
        failure = error;
      }
    }
  }
}
