import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { whyUnwritable } from '../../activities/tools/files/unwritable.js';
import { EngineError } from '../../client/engine.js';

/** Where everything lies in the state directory. Files named here are written by `worker/` only. */
export interface Home {
  /** Absolute path of the state directory. */
  root: string;
  /** What the running daemon says of itself; absent where none is ready. A daemon holds its lock. */
  engineFile: string;
  /** Bearer token of the API, 0600. */
  tokenFile: string;
  /** Bearer token of those who may only look, 0600. */
  readerTokenFile: string;
  /** Pages that are signed in, by digest of their cookies, 0600. */
  sessionsFile: string;
  /** Leads the browser that `muster open` starts on to its link, 0600. */
  signInFile: string;
  /** Secrets by which hooks are known, a 0600 file each. */
  hooks: string;
  /** Name of this host's task queue. */
  queueFile: string;
  /** What tells this computer from others of its name. */
  hostIdFile: string;
  /** Temporal's database (SQLite). */
  database: string;
  /** Process of the embedded Temporal server, so that a leftover can be ended. */
  serverRecord: string;
  logs: { daemon: string; worker: string; temporal: string };
}

/** `MUSTER_HOME`, else `$XDG_STATE_HOME/muster`, else `~/.local/state/muster`. */
export function defaultHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env.MUSTER_HOME) return resolve(env.MUSTER_HOME);
  const state = env.XDG_STATE_HOME;
  // The XDG specification: relative paths are invalid and must be ignored.
  const base = state?.startsWith('/') ? state : join(env.HOME || homedir(), '.local', 'state');
  return join(base, 'muster');
}

/** The layout of a state directory; touches nothing. */
export function homeAt(root: string): Home {
  const logs = join(root, 'logs');
  return {
    root,
    engineFile: join(root, 'engine.json'),
    tokenFile: join(root, 'api.token'),
    readerTokenFile: join(root, 'api-reader.token'),
    sessionsFile: join(root, 'sessions.json'),
    signInFile: join(root, 'sign-in.html'),
    hooks: join(root, 'hooks'),
    queueFile: join(root, 'queue'),
    hostIdFile: join(root, 'host-id'),
    database: join(root, 'temporal.db'),
    serverRecord: join(root, 'temporal.json'),
    logs: {
      daemon: join(logs, 'daemon.log'),
      worker: join(logs, 'worker.log'),
      temporal: join(logs, 'temporal.log'),
    },
  };
}

/**
 * Open a state directory; it is made, 0700, where it does not exist.
 * @throws EngineError if it cannot be written.
 */
export async function openHome(root: string = defaultHome()): Promise<Home> {
  const home = homeAt(resolve(root));
  try {
    await mkdir(join(home.root, 'logs'), { recursive: true, mode: 0o700 });
    await access(home.root, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new EngineError(
      `The state directory ${home.root} cannot be used: ${await whyNot(home.root, error as Error)}.`,
      'Make it writable for you, or name another one in MUSTER_HOME.',
      error,
    );
  }
  return home;
}

/**
 * Why a folder cannot be made or written, seen at the nearest part of its path that exists: of a
 * disk that is mounted read-only, making folders in one go says that there is no such file.
 */
async function whyNot(path: string, error: Error): Promise<string> {
  for (let part = path; part !== dirname(part); part = dirname(part)) {
    const found = await stat(part).catch(() => undefined);
    if (!found) continue;
    if (!found.isDirectory()) return `${part} is no folder`;
    return access(part, constants.W_OK | constants.X_OK).then(
      () => whyUnwritable(error),
      whyUnwritable,
    );
  }
  return whyUnwritable(error);
}
