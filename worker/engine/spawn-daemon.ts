import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { EngineError } from '../../client/engine.js';
import type { Home } from './home.js';
import { lastLines, logEnd, openLog } from './log-file.js';
import { cliEntry } from './version.js';

/** What a starting daemon tells the command that started it, over the IPC channel. */
export interface DaemonMessage {
  progress: string;
}

/**
 * Variables of the caller that a daemon in the background keeps: it outlives the caller, and no
 * step may see what the first caller happened to have. Secrets are handed over in memory instead.
 */
const kept =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_.*|TZ|TMPDIR|XDG_.*|MUSTER_(?!SECRET_).*|TEMPORAL_.*|NODE_.*|SSL_.*|PIP_.*|(https?|no|all)_proxy)$/i;

export function daemonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name)));
}

/** A daemon that this process started in the background. It lives on when this process ends. */
export class DaemonProcess {
  readonly #child: ChildProcess;
  readonly #home: Home;
  readonly #logStart: number;
  #failure: string | undefined;
  #yielded = false;

  /** @param more Arguments and variables beside those that every daemon in the background has. */
  constructor(
    home: Home,
    onProgress?: (line: string) => void,
    more: { args?: readonly string[]; env?: Record<string, string> } = {},
  ) {
    this.#home = home;
    this.#logStart = logEnd(home.logs.daemon);
    const log = openLog(home.logs.daemon);
    this.#child = spawn(
      process.execPath,
      [cliEntry, 'serve', '--background', ...(more.args ?? [])],
      {
        cwd: '/',
        detached: true,
        env: { ...daemonEnvironment(process.env), ...more.env, MUSTER_HOME: home.root },
        stdio: ['ignore', log, log, 'ipc'],
      },
    );
    closeSync(log);
    this.#child.on('error', (error) => {
      this.#failure = error.message;
    });
    this.#child.on('exit', (code, signal) => {
      this.#yielded = code === 0;
      this.#failure ??= signal ? `it was ended by ${signal}` : `exit code ${code}`;
    });
    this.#child.on('message', (message) => onProgress?.((message as DaemonMessage).progress));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** It ended because another daemon was faster. */
  get yielded(): boolean {
    return this.#yielded;
  }

  /** @throws EngineError with the last lines of its log if it ended. */
  throwIfFailed(): void {
    if (this.#failure === undefined) return;
    // An error of several lines, all of it.
    const said = lastLines(this.#home.logs.daemon, this.#logStart, 20).join('\n  ');
    throw new EngineError(
      `The engine did not start (${this.#failure})${said ? `:\n  ${said}` : '.'}`,
      `See ${this.#home.logs.daemon}.`,
    );
  }

  /** This process need not wait for it any more. */
  letGo(): void {
    if (this.#child.connected) this.#child.disconnect();
    this.#child.unref();
  }
}
