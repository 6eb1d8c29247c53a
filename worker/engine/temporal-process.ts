import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { EngineError } from './engine.js';
import type { Home } from './home.js';
import { lastLines, logEnd, openLog } from './log-file.js';
import { readRecord, recordOf, stillRuns } from './process-record.js';
import { writeJson } from './write-json.js';

export const loopback = '127.0.0.1';

export interface Ports {
  api: number;
  ui: number;
}

const startTimeout = 20_000;
const stopTimeout = 3_000;

/** Measured: docs/decisions/0002-embedded-temporal.md says what each is worth. */
const tuning = [
  ...['--dynamic-config-value', 'history.transferProcessorMaxPollRPS=5000'],
  ...['--dynamic-config-value', 'history.timerProcessorMaxPollRPS=5000'],
  ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
];

/** Ports that are free now; somebody else may take them before they are used. */
export async function freePorts(): Promise<Ports> {
  const servers = [createServer(), createServer()];
  const [api, ui] = await Promise.all(
    servers.map(async (server) => {
      await once(server.listen(0, loopback), 'listening');
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return { api: api as number, ui: ui as number };
}

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

/**
 * Start the server and wait until it listens.
 * @throws EngineError with the last lines of its log.
 */
export async function launch(
  command: string[],
  ports: Ports,
  home: Home,
  onLaunch?: () => void,
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
  const late = sleep(startTimeout, 'late', { ref: false });
  const state = await Promise.race([listening(ports.api, child), ended, late]);
  if (state === 'listening') return child;
  await endServer(child);
  const said = lastLines(home.logs.temporal, from).join('\n  ');
  throw new EngineError(
    `Temporal's server ${state === 'late' ? 'does not answer' : 'ended at its start'} (${command.at(-1)})${said === '' ? ', without a word.' : `:\n  ${said}`}`,
    `See ${home.logs.temporal}. If the program is old, update it, or name another one in MUSTER_TEMPORAL.`,
  );
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

async function listening(port: number, child: ChildProcess): Promise<string | undefined> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, loopback);
    const answered = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answered) return 'listening';
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
