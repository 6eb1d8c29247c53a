import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { EngineError } from '../../client/engine.js';
import type { Home } from './home.js';
import { linesSince, logEnd, openLog } from './log-file.js';
import { listensOn, loopback, type Ports } from './ports.js';
import { readRecord, recordOf, stillRuns } from './process-record.js';
import { writeJson } from './write-json.js';

/** Only a server that hangs takes as long: with a twentieth of a core one has come up in 40 s. */
const startTimeout = 180_000;
const stopTimeout = 3_000;

/** Measured: docs/decisions/0002-embedded-temporal.md says what each is worth. */
const tuning = [
  ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=5000'],
  ...['--dynamic-config-value', 'history.timerProcessorMaxPollRPS=5000'],
  ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
];

/**
 * What to put before a command so that the kernel ends it when this process dies, SIGKILL
 * included; nothing where util-linux is too old or absent: then the next daemon ends the leftover.
 */
export async function dieWithParent(): Promise<string[]> {
  const launcher = ['setpriv', '--pdeathsig', 'KILL', '--'];
  const [file, ...args] = launcher as [string, ...string[]];
  const probe = await execa(file, [...args, 'true'], { reject: false });
  return probe.exitCode === 0 ? launcher : [];
}

export interface LaunchOptions {
  /** Called when the process is started. */
  onLaunch?: () => void;
  /** Time it has until it listens, in ms; default: three minutes. */
  within?: number;
}

/**
 * Start the server and wait until it listens.
 * @throws LaunchError with the last lines of its log.
 */
export async function launch(
  command: string[],
  ports: Ports,
  home: Home,
  { onLaunch, within = startTimeout }: LaunchOptions = {},
): Promise<ChildProcess> {
  const from = logEnd(home.logs.temporal);
  const child = spawnServer(command, ports, home);
  const record = child.pid === undefined ? undefined : recordOf(child.pid);
  if (record) {
    await writeJson(home.serverRecord, record).catch(async (error) => {
      // Nobody would find it again.
      await endServer(child);
      throw error;
    });
  }
  onLaunch?.();
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(() => 'ended');
  const late = sleep(within, 'late', { ref: false });
  const state = await Promise.race([listening(ports.api, child), ended, late]);
  if (state === 'listening') return child;
  // Before it is ended: what it says then is of no use.
  const all = linesSince(home.logs.temporal, from);
  await endServer(child);
  const said = tellingLines(all).join('\n  ');
  throw new LaunchError(
    `Temporal's server ${state === 'late' ? `does not answer after ${within / 1000} s` : 'ended at its start'} (${command.at(-1)})${said === '' ? ', without a word.' : `:\n  ${said}`}`,
    `See ${home.logs.temporal}. If the program is old, update it, or name another one in MUSTER_TEMPORAL.`,
    all.some((line) => line.includes('address already in use')),
  );
}

/** The server did not come up. */
export class LaunchError extends EngineError {
  /** Somebody took a port between its choice and its use. */
  readonly portTaken: boolean;

  constructor(message: string, next: string, portTaken: boolean) {
    super(message, next);
    this.portTaken = portTaken;
  }
}

/**
 * What a server said at its end. Where it panicked, the stacks of its goroutines come after the
 * reason, and are hundreds of lines.
 */
export function tellingLines(lines: readonly string[], count = 5): string[] {
  const stack = lines.findIndex((line) => /^goroutine \d+ /.test(line));
  return lines.slice(0, stack < 0 ? undefined : stack).slice(-count);
}

function spawnServer(command: string[], ports: Ports, home: Home): ChildProcess {
  const [file, ...args] = [
    ...[...command, 'server', 'start-dev', '--ip', loopback, '--db-filename', home.database],
    ...['--port', `${ports.api}`, '--ui-port', `${ports.ui}`, '--log-level', 'warn', ...tuning],
  ] as [string, ...string[]];
  const log = openLog(home.logs.temporal);
  // Histories are the owner's, and so is the file in which its WAL will lie.
  for (const suffix of ['', '-wal', '-shm']) makePrivate(home.database + suffix);
  const umask = process.umask(0o077);
  try {
    // A session of its own: Ctrl-C is for the daemon, whose steps still report while it ends.
    const stdio = ['ignore', log, log] as const;
    const { PATH, HOME } = process.env;
    return spawn(file, args, { detached: true, stdio: [...stdio], env: { PATH, HOME } });
  } finally {
    process.umask(umask);
    closeSync(log);
  }
}

function makePrivate(file: string): void {
  if (existsSync(file)) chmodSync(file, 0o600);
}

/** Until the child itself listens: another server, that took the port first, answers there too. */
async function listening(port: number, child: ChildProcess): Promise<string | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, loopback);
    const answered = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answered && (await listensOn(child.pid ?? 0, port))) return 'listening';
    await sleep(10);
  }
  return 'ended';
}

/** Ask it to end; kill it if it takes its time: a committed transaction is in the WAL file. */
export async function endServer(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
  await gone;
  clearTimeout(timer);
}

/** End the server that a killed daemon left behind, and no other process. */
export async function endLeftover(home: Home): Promise<void> {
  const record = readRecord(home.serverRecord);
  if (record && stillRuns(record)) {
    process.kill(record.pid, 'SIGKILL');
    while (stillRuns(record)) await sleep(10);
  }
  await rm(home.serverRecord, { force: true });
}
